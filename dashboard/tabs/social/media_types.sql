-- Posts of each media type with their reach and reactions.
select
    media_type,
    count(*) as post_count,
    sum(reach_count) as reach_count,
    sum(coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0)) as interaction_count,
    sum(
        case
            when reach_count > 0 then coalesce(like_count, 0) + coalesce(comment_count, 0) + coalesce(share_count, 0)
        end
    ) / nullif(cast(sum(case when reach_count > 0 then reach_count end) as double), 0) as engagement_rate
from marts.social_posts
group by media_type
order by post_count desc, media_type asc
limit $media
