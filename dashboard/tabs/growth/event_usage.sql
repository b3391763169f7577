-- Which events happen how often, in the last complete month?
select
    event_name,
    event_count,
    session_count,
    visitor_count,
    customer_count,
    events_per_session
from marts.event_usage
where month = $last_month
order by event_count desc, event_name asc
limit $events
