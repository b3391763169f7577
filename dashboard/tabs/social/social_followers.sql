-- Followers at the end of a month, by platform; the $platforms with most posts.
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
    follower_count,
    follower_change
from marts.social_engagement as months
inner join ranked on months.platform = ranked.platform
where
    account_id = 'all'
    and dimension = 'all'
    and ranked.place <= $platforms
    and follower_count is not null
order by ranked.platform, month
