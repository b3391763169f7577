-- Each customer with an engagement value, as known now.
select
    customer_id,
    cev_allocated as numerator
from marts.customer_cev
where
    mapping = 'kumar2010'
    and $month = date_trunc('month', timezone($zone, timezone('UTC', $as_of)))
order by customer_id
