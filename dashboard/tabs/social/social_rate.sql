-- Engagement rate of the posts of a complete month, by platform; the $platforms with most posts.
with ranked as (
    select
        platform,
        row_number() over (order by sum(post_count) desc, platform asc) as place
    from marts.social_engagement
    where account_id = 'all' and dimension = 'all'
    group by platform
)

select
    month,
    ranked.platform,
    engagement_rate,
    rated_interaction_count,
    rated_reach_count
from marts.social_engagement as months
inner join ranked on months.platform = ranked.platform
where
    account_id = 'all'
    and dimension = 'all'
    and ranked.place <= $platforms
    and engagement_rate is not null
    and month <= $last_month
order by ranked.platform, month
