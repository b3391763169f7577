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
)

select
    _row,
    _deleted,
    _loaded_at,
    date,
    post_id,
    sum(impressions) over so_far as impressions,
    sum(likes) over so_far as likes,
    sum(shares) over so_far as shares,
    sum(clicks) over so_far as clicks,
    sum(replies) over so_far as replies,
    sum(follows) over so_far as follows,
    sum(engagements) over so_far as engagements
from days
window so_far as (partition by post_id order by date)
