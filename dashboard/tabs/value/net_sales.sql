-- Net sales and counted orders by month.
select
    month,
    max(case when metric = 'net_sales' then value end) as net_sales,
    max(case when metric = 'order_count' then value end) as order_count
from marts.kpis
where segment_type = 'all' and metric in ('net_sales', 'order_count')
group by month
order by month
