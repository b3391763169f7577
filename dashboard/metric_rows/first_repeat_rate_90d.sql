-- Each customer whose first counted order lies in the month and 90 days back or more:
-- 1 with a second one within 90 days.
select
    customer_id,
    min(business_date) filter (where order_number = 1) as first_order_date,
    min(business_date) filter (where order_number = 2) as second_order_date,
    case when second_order_date - first_order_date <= 90 then 1 else 0 end as numerator,
    1 as denominator
from marts.orders
where order_number <= 2 and customer_id is not null
group by customer_id
having
    date_trunc('month', first_order_date) = $month
    and cast(timezone($zone, timezone('UTC', $as_of)) as date) - first_order_date >= 90
order by customer_id
