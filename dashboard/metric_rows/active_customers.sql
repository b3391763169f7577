-- Each customer with a counted order, a running term or a logged-in event in the month.
select
    customer_id,
    1 as numerator
from marts.customer_history
where is_active and month = $month
order by customer_id
