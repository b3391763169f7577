-- Visits by month and channel, robots left out; channels beyond the $channels largest together.
with counted as (
    select
        cast(date_trunc('month', business_date) as date) as month,
        coalesce(channel, 'unknown') as channel,
        count(*) as session_count
    from marts.sessions
    where business_date is not null and not is_bot
    group by cast(date_trunc('month', business_date) as date), coalesce(channel, 'unknown')
),

ranked as (
    select
        channel,
        row_number() over (order by sum(session_count) desc, channel asc) as place
    from counted
    group by channel
),

named as (
    select
        counted.month,
        counted.session_count,
        case when ranked.place <= $channels then counted.channel else 'other' end as channel,
        case when ranked.place <= $channels then ranked.place else $channels + 1 end as place
    from counted
    inner join ranked on counted.channel = ranked.channel
)

select
    month,
    channel,
    sum(session_count) as session_count
from named
group by month, channel, place
order by place, month
