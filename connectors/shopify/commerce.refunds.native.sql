-- What was paid back of each order? The whole order is its subtotal, a part stands as it is written.
select
    _row,
    case
        when reason is not null then reason
        when coalesce(refunded_amount, 0) = 0 then 'nothing was paid back'
    end as left_out,
    id as refund_id,
    id as order_id,
    case
        when refunded_amount >= total then subtotal - tax_in_goods
        else refunded_amount
    end as amount,
    coalesce(cancelled_at, paid_at) as refunded_at
from src.orders
