-- What was posted, and when?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as post_id,
    user_id as account_id,
    created_time as posted_at,
    case
        when is_story or upper(media_product_type) = 'STORY' then 'story'
        when upper(media_product_type) in ('REELS', 'REEL') then 'reel'
        else lower(media_type)
    end as media_type,
    caption as text,
    nullif(array_to_string(regexp_extract_all(caption, '#[^\s#]+'), ' '), '') as hashtags
from src.media
