-- Of the visits of the month, those with a purchase; robots left out.
select
    cast(date_trunc('month', business_date) as date) as month,
    sum(case when has_purchase then 1 else 0 end) as purchase_count,
    count(*) as session_count,
    sum(case when has_purchase then 1 else 0 end) / cast(count(*) as double) as value
from marts.sessions
where business_date is not null and not is_bot
group by cast(date_trunc('month', business_date) as date)
order by month
