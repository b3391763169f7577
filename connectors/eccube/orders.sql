-- Orders of the export, which repeats them on each of their lines.
select
    order_id,
    older,
    list(_row) as _row,
    max(customer_id) as customer_id,
    max(email) as email,
    max(discount) as discount,
    max(shipping) as shipping,
    max(tax) as tax,
    max(status) as status,
    min(ordered_at) as ordered_at,
    min(paid_at) as paid_at,
    sum(price * quantity) filter (where line_kind = '商品') as goods,
    case
        when older is not null then older
        when max(status) in ('決済処理中', '購入処理中') then 'an order that was never placed'
    end as reason
from src.exported
group by order_id, older
