-- Visits of the month, robots left out.
select
    cast(date_trunc('month', business_date) as date) as month,
    count(*) as value
from marts.sessions
where business_date is not null and not is_bot
group by cast(date_trunc('month', business_date) as date)
order by month
