with

latest as (

    {{ latest_versions('social', 'posts') }}

)

select
    post_id,
    account_id,
    posted_at,
    media_type,
    text,
    hashtags,
    campaign_id,
    _loaded_at as loaded_at

from latest
