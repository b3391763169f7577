-- Each visit of the month, without robots: 1 with a purchase.
select
    session_id,
    customer_id,
    started_at,
    cast(has_purchase as integer) as numerator,
    1 as denominator
from marts.sessions
where not is_bot and date_trunc('month', business_date) = $month
order by session_id
