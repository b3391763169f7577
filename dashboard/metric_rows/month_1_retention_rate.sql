-- Each customer whose first counted order lies in the month before: 1 with a counted order in the month.
select
    customer_id,
    min(business_date) as first_order_date,
    max(case when date_trunc('month', business_date) = $month then 1 else 0 end) as numerator,
    1 as denominator
from marts.orders
where is_counted and customer_id is not null
group by customer_id
having date_trunc('month', first_order_date) = $month - interval 1 month
order by customer_id
