-- Lines of the export, one each row, with their share of the tax that the prices include.
with handles as (
    select
        sku,
        min(handle) as handle
    from src.listed
    where sku is not null and reason is null
    group by sku
),

lines as (
    select
        line._row,
        line.reason,
        orders.id as order_id,
        row_number() over (partition by line.name, line.reason order by line._row) as line_no,
        line.lineitem_quantity as quantity,
        line.lineitem_price as unit_list_price,
        coalesce(handles.handle, line.lineitem_sku, line.lineitem_name) as product_id,
        line.lineitem_price * line.lineitem_quantity as list_amount,
        orders.tax_in_goods,
        sum(line.lineitem_price * line.lineitem_quantity) over (partition by line.name, line.reason)
            as goods
    from src.exported as line
    inner join src.orders as orders
        on
            line.name is not distinct from orders.name
            and line.reason is not distinct from orders.reason
    left join handles on line.lineitem_sku = handles.sku
)

select
    *,
    case when goods > 0 then tax_in_goods * list_amount / goods else 0 end as tax_in_price
from lines
