-- Which first product, and which category, brings customers back for a second order?
--
-- One row per product that stood in a first order at least 90 days ago; a first order of several products counts for
-- each of them. category_second_order_rate is the same over all first orders with a product of the category.
with

first_orders as (

    select
        orders.order_id,
        orders.customer_id,
        orders.business_date

    from {{ ref('orders') }} as orders
    cross join {{ ref('as_of') }} as as_of
    where orders.is_first_order and orders.business_date <= as_of.as_of_date - 90

),

second_orders as (

    select
        customer_id,
        business_date

    from {{ ref('orders') }}
    where order_number = 2

),

outcomes as (

    select
        first_orders.order_id,
        case
            when second_orders.business_date <= first_orders.business_date + 90 then 1
            else 0
        end as has_second_order

    from first_orders
    left join second_orders
        on first_orders.customer_id = second_orders.customer_id

),

products_of_orders as (

    select distinct
        order_id,
        product_id,
        coalesce(category, 'unknown') as category

    from {{ ref('order_lines') }}
    where quantity > 0

),

categories as (

    select
        category,
        count(*) as order_count,
        sum(has_second_order) as second_order_count

    from (
        select distinct
            outcomes.order_id,
            outcomes.has_second_order,
            products_of_orders.category

        from outcomes
        inner join products_of_orders
            on outcomes.order_id = products_of_orders.order_id
    ) as orders_of_categories
    group by category

),

products as (

    select
        products_of_orders.product_id,
        products_of_orders.category,
        count(*) as first_order_count,
        sum(outcomes.has_second_order) as second_order_count

    from outcomes
    inner join products_of_orders
        on outcomes.order_id = products_of_orders.order_id
    group by products_of_orders.product_id, products_of_orders.category

)

select
    coalesce(names.name, products.product_id) as product,
    products.category,
    products.first_order_count,
    products.second_order_count,
    cast(products.second_order_count as double precision) / products.first_order_count as second_order_rate,
    cast(categories.second_order_count as double precision) / categories.order_count as category_second_order_rate

from products
inner join categories
    on products.category = categories.category
left join {{ ref('products') }} as names
    on products.product_id = names.product_id
order by products.first_order_count desc, product asc
