with

visits as (

    select
        sessions.customer_id,
        sessions.business_date,
        -- A cart that was left.
        case when sessions.has_add_to_cart and not sessions.has_purchase then sessions.started_at end as cart_left_at

    from {{ ref('sessions') }} as sessions
    cross join {{ ref('as_of') }} as as_of
    where
        not sessions.is_bot
        and {{ days_between('sessions.business_date', 'as_of.as_of_date') }} < 28

),

counted as (

    select
        customer_id,
        count(distinct business_date) as day_count,
        max(cart_left_at) as cart_left_at

    from visits
    where customer_id is not null
    group by customer_id

),

-- Where no visits are recorded nobody can be said to have been away: no rows.
recorded as (

    select 1 as is_recorded
    from {{ ref('sessions') }}
    where not is_bot
    having count(*) > 0

)

select
    customers.customer_id,
    coalesce(counted.day_count, 0) as active_days_28d,
    coalesce(
        counted.cart_left_at is not null and coalesce(customers.last_order_at < counted.cart_left_at, true), false
    ) as has_abandoned_cart

from {{ ref('int_customers_described') }} as customers
cross join recorded
left join counted
    on customers.customer_id = counted.customer_id
