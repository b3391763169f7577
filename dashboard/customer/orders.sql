-- What the customer ordered lately.
select
    customer_id,
    order_id,
    order_number,
    channel,
    status,
    net_sales,
    margin,
    timezone($zone, timezone('UTC', ordered_at)) as ordered
from marts.orders
where customer_id in (select unnest($customers))
qualify row_number() over (partition by customer_id order by ordered_at desc, order_id desc) <= $orders
order by customer_id asc, ordered_at desc, order_id desc
