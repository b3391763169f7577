-- Which products were bought, at which price without tax? Rows of shipping, fees, tax and discounts are no goods.
select
    line._row,
    case
        when line.older is not null then line.older
        when orders.reason is not null then 'of ' || orders.reason
        when line.line_kind <> '商品' then 'no goods (' || line.line_kind || ')'
    end as left_out,
    line.order_id,
    row_number() over (
        partition by line.order_id, line.older, line.line_kind = '商品'
        order by try_cast(line.line_id as bigint) asc, line._row asc
    ) as line_no,
    line.product_id,
    line.quantity,
    line.price as unit_list_price,
    line.price as unit_price
from src.exported as line
inner join src.orders as orders
    on
        line.order_id is not distinct from orders.order_id
        and line.older is not distinct from orders.older
