-- What do gatherings move, the newest months with one first?
select
    month,
    event_count,
    event_invited_count,
    event_attended_count,
    attendance_rate,
    sessions_before_event,
    sessions_after_event,
    event_orders_after_count
from marts.community_health
where event_count > 0
order by month desc
limit $months
