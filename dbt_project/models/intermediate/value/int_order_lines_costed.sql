with

orders as (

    select
        order_id,
        currency,
        {{ month_of(business_date('ordered_at')) }} as order_month

    from {{ ref('stg_commerce__orders') }}
    where {{ happened_by_as_of('ordered_at') }}

),

lines as (

    select
        order_id,
        line_no,
        product_id,
        quantity,
        unit_price,
        line_amount,
        unit_cost

    from {{ ref('int_order_lines_priced') }}

),

products as (

    select
        product_id,
        unit_cost,
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

-- Only a refund that names line and quantity sent goods back; any other gives money back and keeps the cost.
returned as (

    select
        order_id,
        line_no,
        sum(quantity) as quantity

    from {{ ref('stg_commerce__refunds') }}
    where
        {{ happened_by_as_of('refunded_at') }}
        and line_no is not null
        and quantity is not null
    group by order_id, line_no

),

priced_lines as (

    select
        lines.order_id,
        lines.line_no,
        lines.quantity,
        lines.unit_price,
        lines.line_amount,
        lines.unit_cost as line_cost,
        products.unit_cost as product_cost,
        coalesce(products.currency, orders.currency) as product_currency,
        orders.currency as order_currency,
        orders.order_month,
        -- Goods that came back on a line of their own (quantity below 0) take their cost back too.
        case
            when returned.quantity is null then lines.quantity
            else greatest(lines.quantity - returned.quantity, 0)
        end as kept_quantity

    from lines
    inner join orders
        on lines.order_id = orders.order_id
    left join products
        on lines.product_id = products.product_id
    left join returned
        on
            lines.order_id = returned.order_id
            and lines.line_no = returned.line_no

),

-- What the kept pieces were sold for, unrounded: an estimated cost is a share of it.
kept_lines as (

    select
        *,
        case
            when unit_price is not null then cast({{ quantity_times('kept_quantity', 'unit_price') }} as decimal(28, 8))
            when kept_quantity = 0 then 0
            when kept_quantity = quantity then cast(line_amount as decimal(28, 8))
            else {{ double_to_decimal(ratio(quantity_times('kept_quantity', 'line_amount'), 'quantity'), 28, 8) }}
        end as kept_sales

    from priced_lines

),

chosen_costs as (

    select
        order_id,
        line_no,
        order_month,
        line_amount,
        case
            when line_cost is not null then {{ quantity_times('kept_quantity', 'line_cost') }}
            when product_cost is not null then {{ quantity_times('kept_quantity', 'product_cost') }}
            else kept_sales * cast(1 - {{ var('default_margin_rate') }} as decimal(8, 6))
        end as cost_original,
        case
            when line_cost is null and product_cost is not null then product_currency
            else order_currency
        end as cost_currency,
        line_cost is null and product_cost is null as is_cost_estimated

    from kept_lines

)

select
    costs.order_id,
    costs.line_no,
    costs.is_cost_estimated,
    costs.line_amount as gross_original,
    {{ in_reporting_currency('costs.cost_original') }} as cost

from chosen_costs as costs
left join fx_rates
    on
        costs.cost_currency = fx_rates.currency
        and costs.order_month >= fx_rates.valid_from_month
        and costs.order_month < fx_rates.valid_before_month
