-- Each counted order of the month.
select
    order_id,
    customer_id,
    ordered_at,
    1 as numerator
from marts.orders
where is_counted and date_trunc('month', business_date) = $month
order by order_id
