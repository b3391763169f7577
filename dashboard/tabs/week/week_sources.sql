-- What most people wrote about in each source in the newest complete week.
with weeks as (
    select
        *,
        max(week) over () as newest
    from marts.weekly_voice
    where
        source != 'all'
        and week + 7 <= cast(timezone($zone, timezone('UTC', $as_of)) + interval '1' microsecond as date)
)

select
    source,
    topic,
    text_count,
    negative_count
from weeks
where week = newest and rank = 1
order by text_count desc, source asc
