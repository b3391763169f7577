-- Events of each name by complete month.
select
    month,
    event_name,
    event_count
from marts.event_usage
where is_complete
order by month
