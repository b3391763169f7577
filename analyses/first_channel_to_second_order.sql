-- Which channel brings customers who come back: after a first order that began there, who orders again within 90 days?
--
-- One row per channel of the first touch before a customer's first counted order, over customers whose first order is
-- at least 90 days old; younger ones have not had their chance yet.
with

first_orders as (

    select
        orders.customer_id,
        orders.ordered_at,
        credits.channel

    from {{ ref('orders') }} as orders
    cross join {{ ref('as_of') }} as present
    inner join {{ ref('attribution_credits') }} as credits
        on
            orders.order_id = credits.order_id
            and credits.model = 'first_touch'
            and credits.credit > 0
    where
        orders.customer_id is not null
        and orders.is_first_order
        and orders.ordered_at <= present.as_of_at - interval '90' day

),

second_orders as (

    select
        customer_id,
        ordered_at

    from {{ ref('orders') }}
    where
        is_counted
        and order_number = 2

)

select
    first_orders.channel,
    count(*) as customer_count,
    count(second_orders.customer_id) as repeated_customer_count,
    cast(count(second_orders.customer_id) as double precision) / count(*) as repeat_share

from first_orders
left join second_orders
    on
        first_orders.customer_id = second_orders.customer_id
        and second_orders.ordered_at <= first_orders.ordered_at + interval '90' day
group by first_orders.channel
order by repeat_share desc, first_orders.channel asc
