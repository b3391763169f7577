with

order_dates as (

    select
        customer_id,
        business_date

    from {{ ref('int_orders_to_order_dates') }}

),

terms as (

    select
        customer_id,
        started_at,
        ended_at

    from {{ ref('int_terms_bounded') }}

),

as_of as (

    select
        as_of_at,
        as_of_date

    from {{ ref('as_of') }}

),

-- Who bought in the year before the last one, and which of them bought in the last year too.
buyers as (

    select
        order_dates.customer_id,
        max(
            case when {{ days_between('order_dates.business_date', 'as_of.as_of_date') }} <= 364 then 1 else 0 end
        ) as is_back

    from order_dates
    cross join as_of
    where {{ days_between('order_dates.business_date', 'as_of.as_of_date') }} <= 729
    group by order_dates.customer_id
    having max({{ days_between('order_dates.business_date', 'as_of.as_of_date') }}) >= 365

),

-- Whose term ran a year ago, and which of them have one running now.
subscribers as (

    select
        terms.customer_id,
        max(case when terms.ended_at > as_of.as_of_at then 1 else 0 end) as is_back

    from terms
    cross join as_of
    group by terms.customer_id
    having max(
        case
            when
                terms.started_at <= as_of.as_of_at - interval '365 days'
                and terms.ended_at > as_of.as_of_at - interval '365 days'
                then 1
            else 0
        end
    ) = 1

)

select
    'orders' as value_basis,
    {{ ratio('count(*) - sum(is_back)', 'count(*)') }} as churn_rate

from buyers

union all

select
    'terms' as value_basis,
    {{ ratio('count(*) - sum(is_back)', 'count(*)') }} as churn_rate

from subscribers
