-- Which orders were given back? All goods of them.
select
    _row,
    case
        when older is not null then older
        when status <> '返品' then 'nothing was given back'
    end as left_out,
    order_id as refund_id,
    order_id,
    goods - coalesce(discount, 0) as amount,
    coalesce(paid_at, ordered_at) as refunded_at
from src.orders
