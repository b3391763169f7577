-- Counted orders of the month.
select
    cast(date_trunc('month', business_date) as date) as month,
    count(*) as value
from marts.orders
where is_counted
group by cast(date_trunc('month', business_date) as date)
order by month
