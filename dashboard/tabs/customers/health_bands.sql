-- Customers by the band of their health score at the end of each month, and as of now.
select
    cast(date_trunc('month', snapshot_date) as date) as month,
    band,
    count(*) as customer_count
from marts.customer_health
where band is not null
group by cast(date_trunc('month', snapshot_date) as date), band
order by month, case band when 'good' then 1 when 'watch' then 2 else 3 end
