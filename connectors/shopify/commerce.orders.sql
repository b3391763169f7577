-- What was ordered, by whom, where and when? Discounts and shipping as a whole.
with codes as (
    select
        order_id,
        arg_min(code, coalesce(index, _row)) as code
    from src.discount_code
    where code is not null
    group by order_id
),

line_discounts as (
    select
        order_id,
        sum(total_discount) as amount
    from src.lines
    group by order_id
),

shipping as (
    select
        order_id,
        sum(price) as amount
    from src.shipping_line
    where not _deleted
    group by order_id
)

select
    orders._row,
    orders._deleted,
    orders._synced_at as _loaded_at,
    orders.reason as left_out,
    orders.id as order_id,
    orders.customer_id as customer_record_id,
    orders.email,
    orders.ordered_at,
    states.channel,
    states.status,
    upper(coalesce(orders.currency, (select max(currency) from src.shop))) as currency,
    coalesce(orders.total_discounts, line_discounts.amount) as discount_amount,
    coalesce(orders.shipping, shipping.amount) as shipping_amount,
    orders.total_tax as tax_amount,
    codes.code as coupon_code,
    orders.updated_at
from src.orders as orders
left join src.states as states on orders.id = states.id
left join codes on orders.id = codes.order_id
left join line_discounts on orders.id = line_discounts.order_id
left join shipping on orders.id = shipping.order_id
