-- Each customer with a health score in the month's snapshot: 1 in band risk.
select
    customer_id,
    snapshot_date,
    score,
    case when band = 'risk' then 1 else 0 end as numerator,
    1 as denominator
from marts.customer_health
where score is not null and date_trunc('month', snapshot_date) = $month
order by customer_id
