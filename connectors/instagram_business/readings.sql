-- Insights with the kind of their post and the day on which they were read.
select
    insights.*,
    cast(insights._synced_at as date) as date,
    case
        when media.is_story or upper(media.media_product_type) = 'STORY' then 'story'
        when upper(media.media_product_type) in ('REELS', 'REEL') then 'reel'
        when upper(media.media_type) = 'CAROUSEL_ALBUM' then 'carousel'
        else 'photo'
    end as kind
from src.insights as insights
left join src.media as media on insights.id = media.id
