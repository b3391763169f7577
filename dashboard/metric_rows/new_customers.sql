-- Each first counted order of a customer that lies in the month.
select
    order_id,
    customer_id,
    ordered_at,
    1 as numerator
from marts.orders
where is_first_order and date_trunc('month', business_date) = $month
order by order_id
