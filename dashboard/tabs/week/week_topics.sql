-- Topics of the newest complete week over all sources, the most negative first, beside the week before.
with weeks as (
    select
        *,
        max(week) over () as newest
    from marts.weekly_voice
    where
        source = 'all'
        and week + 7 <= cast(timezone($zone, timezone('UTC', $as_of)) + interval '1' microsecond as date)
)

select
    week,
    topic,
    negative_count,
    text_count,
    text_count_change,
    customer_count
from weeks
where week = newest and rank <= $topics
order by rank
