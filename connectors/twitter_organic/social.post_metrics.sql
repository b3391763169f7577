-- What had each post reached up to each day? The report's daily figures added up.
with days as (
    select
        list(report._row) as _row,
        bool_and(report._deleted) as _deleted,
        max(report._synced_at) as _loaded_at,
        cast(
            timezone(coalesce(any_value(account.timezone), 'UTC'), timezone('UTC', report.date))
            as date
        ) as date,
        report.organic_tweet_id as post_id,
        sum(report.impressions) as impressions,
        sum(report.likes) as likes,
        sum(report.retweets) as shares,
        sum(report.clicks) as clicks,
        sum(report.replies) as replies,
        sum(report.follows) as follows,
        sum(report.engagements) as engagements
    from src.organic_tweet_report as report
    left join src.account as account on report.account_id = account.id
    group by report.date, report.organic_tweet_id
),

written as (
    -- Days of earlier runs. Before the ids of posts stands the source's prefix.
    select
        try_cast(key ->> '$[0]' as date) as date,
        substr(key ->> '$[1]', length(getvariable('source_prefix')) + 1) as post_id
    from memory.rows
    where raw = 'social.post_metrics' and not is_gone
),

cut_off as (
    select
        written.post_id,
        min(written.date) as date
    from written
    left join days on written.post_id = days.post_id and written.date = days.date
    where days.post_id is null
    group by written.post_id
)

select
    days._row,
    days._deleted,
    days._loaded_at,
    -- Totals never fall: without an earlier day they would. The last ones that were written stay.
    case
        when cut_off.date < days.date
            then 'an earlier day is no longer in the report, so that the total is not known'
    end as left_out,
    days.date,
    days.post_id,
    sum(days.impressions) over so_far as impressions,
    sum(days.likes) over so_far as likes,
    sum(days.shares) over so_far as shares,
    sum(days.clicks) over so_far as clicks,
    sum(days.replies) over so_far as replies,
    sum(days.follows) over so_far as follows,
    sum(days.engagements) over so_far as engagements
from days
left join cut_off on days.post_id = cut_off.post_id
window so_far as (partition by days.post_id order by days.date)
