-- What was ordered, by whom and when? A discount includes points that were used.
select
    _row,
    reason as left_out,
    order_id,
    customer_id as customer_record_id,
    email,
    ordered_at,
    'web' as channel,
    case
        when status = '注文取消し' then 'cancelled'
        when status in ('入金済み', '発送済み', '返品') or paid_at is not null then 'paid'
        else 'pending'
    end as status,
    getvariable('currency') as currency,
    discount as discount_amount,
    shipping as shipping_amount,
    tax as tax_amount
from src.orders
