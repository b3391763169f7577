-- Each answer of 0 to 6 of the month of whose author it can be told: 1 contacted in time, 0 not.
select
    response_id,
    customer_id,
    responded_at,
    nps_score,
    contacted_at,
    contact_type,
    cast(is_in_time as integer) as numerator,
    1 as denominator
from marts.detractor_follow_ups
where is_in_time is not null and date_trunc('month', timezone($zone, timezone('UTC', responded_at))) = $month
order by response_id
