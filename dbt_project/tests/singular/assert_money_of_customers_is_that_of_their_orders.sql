{{ config(meta={'dagster': {'ref': {'name': 'customers'}}}) }}
-- Returns both sides where orders, net sales or margin of the customers differ from those of the counted orders that
-- name a customer.
with

reported as (

    select
        count(*) as customer_count,
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_sales), 0) as net_sales,
        coalesce(sum(margin), 0) as margin

    from {{ ref('customers') }}

),

booked as (

    select
        count(*) as order_count,
        coalesce(sum(net_sales), 0) as net_sales,
        coalesce(sum(margin), 0) as margin

    from {{ ref('orders') }}
    where is_counted and customer_id is not null

)

select
    reported.order_count as customers_order_count,
    booked.order_count as orders_order_count,
    reported.net_sales as customers_net_sales,
    booked.net_sales as orders_net_sales,
    reported.margin as customers_margin,
    booked.margin as orders_margin

from reported
cross join booked
where
    reported.order_count != booked.order_count
    or reported.net_sales != booked.net_sales
    or reported.margin != booked.margin
