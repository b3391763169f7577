-- How well does the community work and what do its gatherings move, the newest months first?
select
    month,
    post_count,
    answered_24h_share,
    event_attended_count,
    attendance_rate,
    sessions_before_event,
    sessions_after_event,
    event_orders_after_count
from marts.community_health
order by month desc
limit $months
