-- What had each post reached by the day of the sync? From the columns of its own kind.
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    date,
    id as post_id,
    case kind
        when 'story' then coalesce(story_impressions, story_views)
        when 'reel' then reel_views
        when 'carousel' then coalesce(carousel_album_impressions, carousel_album_views)
        else coalesce(video_photo_impressions, video_photo_views)
    end as impressions,
    case kind
        when 'story' then story_reach
        when 'reel' then reel_reach
        when 'carousel' then carousel_album_reach
        else video_photo_reach
    end as reach,
    like_count as likes,
    comment_count as comments,
    case kind
        when 'story' then story_shares
        when 'reel' then reel_shares
        when 'carousel' then carousel_album_shares
        else video_photo_shares
    end as shares,
    case kind
        when 'reel' then reel_saved
        when 'carousel' then carousel_album_saved
        when 'photo' then video_photo_saved
    end as saves,
    case when kind = 'story' then story_replies end as replies
from src.readings
