-- Posts of each media type with their reach and reactions.
select
    media_type,
    count(*) as post_count,
    sum(reach_count) as reach_count,
    sum(interaction_count) as interaction_count,
    sum(engagement_rate * reach_count) / nullif(cast(sum(reach_count) as double), 0) as engagement_rate
from marts.social_posts
group by media_type
order by post_count desc, media_type asc
limit $media
