{{ config(meta={'dagster': {'ref': {'name': 'order_lines'}}}) }}
{%- set columns = ['gross_sales', 'discount_amount', 'refund_amount', 'net_sales', 'product_cost', 'margin'] %}
-- Returns orders whose lines do not add up to them, in money or in whether it is known.
with

lines as (

    select
        order_id,
        count(*) as line_count,
        {%- for column in columns %}
        count({{ column }}) as {{ column }}_count,
        sum({{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('order_lines') }}
    group by order_id

)

select
    orders.order_id,
    lines.line_count

from {{ ref('orders') }} as orders
inner join lines
    on orders.order_id = lines.order_id
where
    {%- for column in columns %}
    coalesce(lines.{{ column }} != orders.{{ column }}, (lines.{{ column }} is null) != (orders.{{ column }} is null))
    or lines.{{ column }}_count not in (0, lines.line_count){{ ' or' if not loop.last }}
    {%- endfor %}
