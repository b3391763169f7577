with

orders as (

    select
        orders.order_id,
        owners.customer_id,
        orders.currency_original as currency,
        {{ month_of('orders.business_date') }} as order_month

    from {{ ref('int_orders_valued') }} as orders
    inner join {{ ref('int_orders_identified') }} as owners
        on orders.order_id = owners.order_id
    where orders.is_counted and owners.customer_id is not null

),

products as (

    select
        product_id,
        unit_list_price,
        currency

    from {{ ref('stg_commerce__products') }}

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

),

priced_lines as (

    select
        orders.customer_id,
        {{ in_reporting_currency('lines.line_amount') }} as line_sales,
        lines.price_per_piece,
        case
            when lines.unit_list_price is not null then lines.unit_list_price
            when coalesce(products.currency, orders.currency) = orders.currency then products.unit_list_price
        end as list_price

    from {{ ref('int_order_lines_priced') }} as lines
    inner join orders
        on lines.order_id = orders.order_id
    inner join fx_rates
        on
            orders.currency = fx_rates.currency
            and orders.order_month >= fx_rates.valid_from_month
            and orders.order_month < fx_rates.valid_before_month
    left join products
        on lines.product_id = products.product_id

)

select
    customer_id,
    sum(line_sales) as listed_sales,
    sum(case when price_per_piece >= list_price then line_sales else 0 end) as full_price_sales

from priced_lines
where list_price is not null and price_per_piece is not null
group by customer_id
