-- Lines with their number in the order, the tax that their price includes, and what they cost as listed.
with taxes as (
    select
        order_line_id,
        sum(price) as tax
    from src.line_tax
    group by order_line_id
),

shipping as (
    select
        order_id,
        sum(price) as amount
    from src.shipping_line
    where not _deleted
    group by order_id
),

lines as (
    select
        *,
        coalesce(price * quantity, original_total) as list_amount,
        sum(coalesce(price * quantity, original_total)) over (partition by order_id) as goods,
        sum(total_discount) over (partition by order_id) as discounts
    from src.order_line
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
    line.list_amount,
    case
        when not coalesce(orders.is_with_tax, false) then 0
        when exists (select 1 from src.line_tax) then coalesce(taxes.tax, 0)
        -- Without lines of tax the order's tax is shared out: over goods and shipping as paid, and
        -- over the lines as listed.
        else coalesce(
            orders.total_tax
            * (line.goods - coalesce(orders.total_discounts, line.discounts, 0))
            / nullif(
                line.goods - coalesce(orders.total_discounts, line.discounts, 0)
                + coalesce(orders.shipping, shipping.amount, 0), 0
            )
            * line.list_amount / nullif(line.goods, 0), 0
        )
    end as tax_in_price,
    case when orders.reason is not null then 'of a test order' end as reason
from lines as line
left join src.orders as orders on line.order_id = orders.id
left join taxes on line.id = taxes.order_line_id
left join shipping on line.order_id = shipping.order_id
