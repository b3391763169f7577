-- Each customer first seen up to the end of the month.
select
    customer_id,
    first_seen_at,
    1 as numerator
from marts.customers
where date_trunc('month', timezone($zone, timezone('UTC', first_seen_at))) <= $month
order by customer_id
