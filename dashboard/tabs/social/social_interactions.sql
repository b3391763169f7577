-- Likes, comments and shares of the posts of a month, by platform; the $platforms with most posts.
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
    post_count,
    like_count,
    comment_count,
    share_count,
    coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0) as interaction_count
from marts.social_engagement as months
inner join ranked on months.platform = ranked.platform
where
    account_id = 'all'
    and dimension = 'all'
    and ranked.place <= $platforms
order by ranked.platform, month
