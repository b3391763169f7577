-- Visits of the newest $months complete months by month and channel, robots left out; channels beyond the $channels
-- largest of all time together.
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

shown as (
    select distinct month
    from counted
    where month <= $last_month
    order by month desc
    limit $months
),

named as (
    select
        counted.month,
        counted.session_count,
        case when ranked.place <= $channels then counted.channel else 'other' end as channel
    from counted
    inner join ranked on counted.channel = ranked.channel
    inner join shown on counted.month = shown.month
)

select
    month,
    channel,
    sum(session_count) as session_count
from named
group by month, channel
order by month, channel
