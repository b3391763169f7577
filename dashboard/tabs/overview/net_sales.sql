-- Net sales of the counted orders of the month, guests included.
select
    cast(date_trunc('month', business_date) as date) as month,
    sum(net_sales) as value
from marts.orders
where is_counted
group by cast(date_trunc('month', business_date) as date)
order by month
