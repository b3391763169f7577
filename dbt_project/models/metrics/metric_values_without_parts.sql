with

answered_issues as (

    select
        {{ month_of('opened_date') }} as month,
        {{ ratio('first_response_minutes', '60') }} as first_response_hours

    from {{ ref('support_issues') }}
    where not is_proactive and first_response_minutes is not null

),

revenue as (

    select
        month,
        {{ ratio('numerator', 'denominator') }} as revenue_per_customer

    from {{ ref('metric_parts_of_orders') }}
    where metric = 'revenue_per_customer' and segment_type = 'all'

)

-- The middle of many values cannot be made of the middles of some of them: no parts.
select
    'first_response_hours' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    percentile_cont(0.5) within group (order by first_response_hours) as value

from answered_issues
group by month

union all

select
    'revenue_per_customer_growth' as metric,
    revenue.month,
    'all' as segment_type,
    'all' as segment_value,
    {{ ratio('revenue.revenue_per_customer', 'year_before.revenue_per_customer') }} - 1 as value

from revenue
inner join revenue as year_before
    on revenue.month = {{ add_months('year_before.month', 12) }}
