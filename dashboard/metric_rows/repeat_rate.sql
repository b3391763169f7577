-- Each customer with a counted order in the month: 1 whose last one is at least their 2nd ever.
select
    customer_id,
    max(order_number) as order_number,
    case when max(order_number) >= 2 then 1 else 0 end as numerator,
    1 as denominator
from marts.orders
where
    is_counted
    and customer_id is not null
    and date_trunc('month', business_date) = $month
group by customer_id
order by customer_id
