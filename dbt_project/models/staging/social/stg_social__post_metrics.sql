with

latest as (

    {{ latest_versions('social', 'post_metrics') }}

)

select
    date,
    post_id,
    impressions,
    reach,
    likes,
    comments,
    shares,
    saves,
    clicks,
    replies,
    follows,
    engagements,
    _loaded_at as loaded_at

from latest
