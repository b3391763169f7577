-- Each counted order of the month, and each credit note of the month (a refund that names no order).
select
    'order' as fact,
    order_id as fact_id,
    customer_id,
    net_sales as numerator
from marts.orders
where is_counted and date_trunc('month', business_date) = $month

union all

select
    'credit_note' as fact,
    source_key as fact_id,
    customer_id,
    amount as numerator
from marts.touchpoints
where
    touch_type = 'refund'
    and order_id is null
    and date_trunc('month', business_date) = $month
order by fact, fact_id
