with

latest as (

    {{ latest_versions('support', 'article_votes') }}

)

select
    vote_id,
    article_id,
    customer_record_id,
    anonymous_id,
    is_helpful,
    voted_at,
    _loaded_at as loaded_at

from latest
