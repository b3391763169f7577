with

customers as (

    select
        month,
        segment_type,
        segment_value,
        opening_customer_count,
        churned_customer_count

    from {{ ref('churn') }}
    where plan = 'all'

),

revenue as (

    select
        month,
        sum(
            case
                when movement in ('opening', 'expansion') then monthly_recurring_revenue
                when movement in ('contraction', 'churned') then -monthly_recurring_revenue
                else 0
            end
        ) as kept_revenue,
        sum(case when movement = 'opening' then monthly_recurring_revenue else 0 end) as opening_revenue

    from {{ ref('revenue_movements') }}
    group by month

)

select
    'churn_rate' as metric,
    month,
    segment_type,
    segment_value,
    cast(churned_customer_count as {{ type_double() }}) as numerator,
    cast(opening_customer_count as {{ type_double() }}) as denominator,
    true as is_settled
from customers

union all

select
    'retention_rate' as metric,
    month,
    segment_type,
    segment_value,
    cast(opening_customer_count - churned_customer_count as {{ type_double() }}) as numerator,
    cast(opening_customer_count as {{ type_double() }}) as denominator,
    true as is_settled
from customers

union all

select
    'net_revenue_retention' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(kept_revenue as {{ type_double() }}) as numerator,
    cast(opening_revenue as {{ type_double() }}) as denominator,
    true as is_settled
from revenue

union all

-- Who is late by a few days renews all the same.
select
    'renewal_rate' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(renewed_term_count as {{ type_double() }}) as numerator,
    cast(due_term_count as {{ type_double() }}) as denominator,
    is_complete as is_settled
from {{ ref('renewals') }}
where plan = 'all'
