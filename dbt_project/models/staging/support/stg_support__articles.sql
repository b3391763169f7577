with

latest as (

    {{ latest_versions('support', 'articles') }}

)

select
    article_id,
    title,
    topic,
    published_at,
    _loaded_at as loaded_at

from latest
