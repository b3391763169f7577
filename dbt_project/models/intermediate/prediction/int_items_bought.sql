{#- Nothing older is asked for: recommendations are judged some days before as_of. -#}
{%- set learned_days = [var('affinity_days'), var('recommendation_repeat_days'), 90] | max -%}
{%- set days = learned_days + var('recommendation_holdout_days') -%}
with

orders as (

    select
        orders.order_id,
        cast(row_number() over (order by orders.order_id) as integer) as order_number,
        cast(customers.customer_number as integer) as customer_number,
        {{ days_between('orders.business_date', 'as_of.as_of_date') }} as days_ago

    from {{ ref('orders') }} as orders
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('id_customers_numbered') }} as customers
        on orders.customer_id = customers.customer_id
    where
        orders.is_counted
        and {{ days_between('orders.business_date', 'as_of.as_of_date') }} < {{ days }}

)

-- A product is an item of an order where a line of it has pieces that were not given back.
select distinct
    orders.order_number,
    orders.customer_number,
    orders.days_ago,
    products.product_number,
    products.category_number

from {{ ref('order_lines') }} as lines
inner join orders
    on lines.order_id = orders.order_id
inner join {{ ref('int_products_numbered') }} as products
    on lines.product_id = products.product_id
where lines.quantity - lines.refunded_quantity > 0
