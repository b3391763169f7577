{{ config(materialized='tracked') }}
with

orders as (

    select *
    from {{ ref('int_orders_valued') }}

),

identified as (

    select
        order_id,
        customer_id

    from {{ ref('int_orders_identified') }}

),

numbered_orders as (

    select
        orders.*,
        identified.customer_id,
        case
            when orders.is_counted and identified.customer_id is not null then row_number() over (
                partition by identified.customer_id, orders.is_counted
                order by orders.ordered_at, orders.order_id
            )
        end as order_number

    from orders
    inner join identified
        on orders.order_id = identified.order_id

)

select
    order_id,
    customer_id,
    ordered_at,
    business_date,
    channel,
    fulfilment,
    status,
    is_counted,
    cast(order_number as integer) as order_number,
    coalesce(order_number = 1, false) as is_first_order,
    gross_sales,
    discount_amount,
    refund_amount,
    net_sales,
    product_cost,
    margin,
    is_cost_estimated,
    campaign_id,
    coupon_code,
    currency_original,
    net_sales_original

from numbered_orders
