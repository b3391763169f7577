with

-- Of the six money columns the order's own, for the lines to add up to.
orders as (

    select
        orders.order_id,
        orders.customer_id,
        orders.business_date,
        orders.channel,
        orders.is_counted,
        orders.gross_sales,
        orders.discount_amount,
        orders.refund_amount,
        orders.net_sales,
        orders.product_cost,
        orders.margin,
        valued.rate

    from {{ ref('orders') }} as orders
    inner join {{ ref('int_orders_valued') }} as valued
        on orders.order_id = valued.order_id

),

costs as (

    select
        order_id,
        line_no,
        cost

    from {{ ref('int_order_lines_costed') }}

),

products as (

    select
        product_id,
        category

    from {{ ref('stg_commerce__products') }}

),

{%- set columns = ['gross_sales', 'discount_amount', 'refund_amount', 'net_sales', 'product_cost', 'margin'] %}
{%- set net = 'lines.gross_original - lines.discount_original - lines.refund_original' %}

rounded as (

    select
        lines.order_id,
        lines.line_no,
        orders.customer_id,
        orders.business_date,
        orders.channel,
        orders.is_counted,
        lines.product_id,
        products.category,
        lines.quantity,
        lines.refunded_quantity,
        {%- for column in columns %}
        orders.{{ column }} as order_{{ column }},
        {%- endfor %}
        {{ money(in_reporting_currency('lines.gross_original', 'orders.rate')) }} as line_gross_sales,
        {{ money(in_reporting_currency('lines.discount_original', 'orders.rate')) }} as line_discount_amount,
        {{ money(in_reporting_currency('lines.refund_original', 'orders.rate')) }} as line_refund_amount,
        {{ money(in_reporting_currency(net, 'orders.rate')) }} as line_net_sales,
        {{ money('costs.cost') }} as line_product_cost,
        {{ money(in_reporting_currency(net, 'orders.rate') ~ ' - costs.cost') }} as line_margin,
        row_number() over (
            partition by lines.order_id order by abs(lines.gross_original) desc, lines.line_no asc
        ) as place

    from {{ ref('int_order_lines_shared') }} as lines
    inner join orders
        on lines.order_id = orders.order_id
    left join costs
        on
            lines.order_id = costs.order_id
            and lines.line_no = costs.line_no
    left join products
        on lines.product_id = products.product_id

),

known as (

    select
        {% for column in columns %}
        case when order_{{ column }} is not null then line_{{ column }} end as known_{{ column }},
        {% endfor %}
        *

    from rounded

),

summed as (

    select
        {% for column in columns %}
        sum(known_{{ column }}) over (partition by order_id) as sum_of_{{ column }},
        {% endfor %}
        *

    from known

)

{%- set rest = 'known_{0} + case when place = 1 then order_{0} - sum_of_{0} else 0 end' %}

-- Each line is rounded by itself; what the order's own figure is more or less than their sum stands on the greatest.
select
    order_id,
    line_no,
    customer_id,
    business_date,
    channel,
    is_counted,
    product_id,
    category,
    quantity,
    refunded_quantity,
    {% for column in columns if column != 'margin' %}
    {{ money(rest.format(column)) }} as {{ column }},
    {% endfor %}
    {{ money(rest.format('margin')) }} as margin

from summed
