-- Each customer with a discounted lifetime value, as known now.
select
    customer_id,
    ltv_discounted as numerator,
    1 as denominator
from marts.customer_ltv
where
    ltv_discounted is not null
    and $month = date_trunc('month', timezone($zone, timezone('UTC', $as_of)))
order by customer_id
