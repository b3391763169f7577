-- Each customer with a counted order in the month, with its net sales.
select
    customer_id,
    sum(net_sales) as numerator,
    1 as denominator
from marts.orders
where
    is_counted
    and customer_id is not null
    and date_trunc('month', business_date) = $month
group by customer_id
order by customer_id
