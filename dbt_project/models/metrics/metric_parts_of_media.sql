with

posts as (

    select
        {{ month_of('business_date') }} as month,
        sum(interaction_count) as interaction_count,
        sum(reach_count) as reach_count

    from {{ ref('social_posts') }}
    where engagement_rate is not null
    group by {{ month_of('business_date') }}

),

spend as (

    select
        month,
        sum(spend) as spend

    from {{ ref('int_ad_spend_converted') }}
    group by month
    having sum(spend) > 0

),

first_orders as (

    select
        {{ month_of('business_date') }} as month,
        count(*) as customer_count

    from {{ ref('orders') }}
    where is_first_order
    group by {{ month_of('business_date') }}

)

select
    'engagement_rate' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(interaction_count as {{ type_double() }}) as numerator,
    cast(reach_count as {{ type_double() }}) as denominator
from posts

union all

-- In a month without a new customer the money was spent all the same.
select
    'acquisition_cost' as metric,
    spend.month,
    'all' as segment_type,
    'all' as segment_value,
    cast(spend.spend as {{ type_double() }}) as numerator,
    cast(coalesce(first_orders.customer_count, 0) as {{ type_double() }}) as denominator
from spend
left join first_orders
    on spend.month = first_orders.month
