-- Each customer with a counted order in the month or in the same month a year before, with its net sales:
-- the figure is revenue per customer of the one / that of the other, minus 1.
select
    cast(date_trunc('month', business_date) as date) as month,
    customer_id,
    sum(net_sales) as numerator,
    1 as denominator
from marts.orders
where
    is_counted
    and customer_id is not null
    and date_trunc('month', business_date) in ($month, $month - interval 1 year)
group by month, customer_id
order by month, customer_id
