-- Each counted order of the month with its net sales.
select
    order_id,
    customer_id,
    ordered_at,
    net_sales as numerator,
    1 as denominator
from marts.orders
where is_counted and date_trunc('month', business_date) = $month
order by order_id
