-- Visits of the newest $months complete months by channel, robots left out; channels beyond the $channels largest of
-- all time together.
with counted as (
    select
        cast(date_trunc('month', business_date) as date) as month,
        coalesce(channel, 'unknown') as channel,
        count(*) as session_count,
        sum(case when has_purchase then 1 else 0 end) as purchase_count
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
        counted.session_count,
        counted.purchase_count,
        counted.month,
        case when ranked.place <= $channels then counted.channel else 'other' end as channel
    from counted
    inner join ranked on counted.channel = ranked.channel
    inner join shown on counted.month = shown.month
)

select
    channel,
    sum(session_count) as session_count,
    sum(purchase_count) as purchase_count,
    sum(purchase_count) / cast(sum(session_count) as double) as conversion_rate,
    sum(session_count) / cast(sum(sum(session_count)) over () as double) as share,
    min(min(month)) over () as first_month,
    max(max(month)) over () as newest_month
from named
group by channel
order by
    case channel when 'other' then 1 else 0 end asc,
    session_count desc,
    channel asc
