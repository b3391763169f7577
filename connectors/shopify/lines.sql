-- Lines with their number in the order, the tax that their price includes, and what they cost as listed.
with taxes as (
    select
        order_line_id,
        sum(price) as tax
    from src.line_tax
    group by order_line_id
)

select
    line._row,
    line._deleted or coalesce(orders._deleted, false) as _deleted,
    line._synced_at,
    line.id,
    line.order_id,
    coalesce(
        line.index, row_number() over (partition by line.order_id order by line.id)
    ) as line_no,
    coalesce(line.product_id, line.sku, line.title) as product_id,
    line.quantity,
    line.total_discount,
    coalesce(line.price, line.original_total / nullif(line.quantity, 0)) as unit_list_price,
    coalesce(line.price * line.quantity, line.original_total) as list_amount,
    case when orders.is_with_tax then coalesce(taxes.tax, 0) else 0 end as tax_in_price,
    case when orders.reason is not null then 'of a test order' end as reason
from src.order_line as line
left join src.orders as orders on line.order_id = orders.id
left join taxes on line.id = taxes.order_line_id
