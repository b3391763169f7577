-- Which detractors of the last $days days has nobody contacted yet, the newest first?
select
    responded_at,
    customer_id,
    nps_score,
    case when is_in_time is null then 'in_hours' else 'hours_over' end as state,
    count(*) over () as waiting_count,
    count(*) filter (where is_in_time is null) over () as due_count
from marts.detractor_follow_ups
where
    customer_id is not null
    and contacted_at is null
    and responded_at > $as_of - cast($days as integer) * interval 1 day
order by responded_at desc, response_id asc
limit $detractors
