-- Net sales and orders by month.
with orders as (
    select
        net_sales,
        cast(date_trunc('month', business_date) as date) as month
    from marts.orders
    where is_counted
)

select
    month,
    sum(net_sales) as net_sales,
    count(*) as order_count
from orders
group by month
order by month
