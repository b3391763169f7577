-- Of the visits of a complete month, those with a purchase; robots left out.
select
    cast(date_trunc('month', business_date) as date) as month,
    count(*) as session_count,
    sum(case when has_purchase then 1 else 0 end) as purchase_count,
    sum(case when has_purchase then 1 else 0 end) / cast(count(*) as double) as conversion_rate
from marts.sessions
where
    business_date is not null
    and not is_bot
    and cast(date_trunc('month', business_date) as date) <= $last_month
group by cast(date_trunc('month', business_date) as date)
order by month
