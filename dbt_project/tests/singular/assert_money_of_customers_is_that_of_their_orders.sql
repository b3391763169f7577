{{ config(meta={'dagster': {'ref': {'name': 'customers'}}}) }}
-- Returns both sides where orders, net sales or margin of the customers differ from those of the counted orders that
-- name a customer, less the credit notes that do.
with

reported as (

    select
        count(*) as customer_count,
        coalesce(sum(order_count), 0) as order_count,
        coalesce(sum(net_sales), 0) as net_sales,
        coalesce(sum(margin), 0) as margin

    from {{ ref('customers') }}

),

credited as (

    select coalesce(sum(amount), 0) as amount
    from {{ ref('int_credit_notes_valued') }}
    where customer_id is not null

),

ordered as (

    select
        count(*) as order_count,
        coalesce(sum(net_sales), 0) as net_sales,
        coalesce(sum(margin), 0) as margin

    from {{ ref('orders') }}
    where is_counted and customer_id is not null

),

booked as (

    select
        ordered.order_count,
        ordered.net_sales - credited.amount as net_sales,
        ordered.margin - credited.amount as margin

    from ordered
    cross join credited

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
