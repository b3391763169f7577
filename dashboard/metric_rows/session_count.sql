-- Each visit of the month, without robots.
select
    session_id,
    customer_id,
    started_at,
    1 as numerator
from marts.sessions
where not is_bot and date_trunc('month', business_date) = $month
order by session_id
