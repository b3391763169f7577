with

latest as (

    {{ latest_versions('social', 'mentions') }}

)

select
    mention_id,
    platform,
    author_handle,
    occurred_at,
    text,
    reach,
    in_reply_to_post_id,
    url,
    _loaded_at as loaded_at

from latest
