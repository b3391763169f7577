-- Each customer with a counted order in the month.
select distinct
    customer_id,
    1 as numerator
from marts.orders
where
    is_counted
    and customer_id is not null
    and date_trunc('month', business_date) = $month
order by customer_id
