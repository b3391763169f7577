with

latest as (

    {{ latest_versions('community', 'posts') }}

)

select
    post_id,
    member_id,
    post_type,
    parent_post_id,
    topic,
    text,
    is_accepted_answer,
    helpful_votes,
    created_at,
    _loaded_at as loaded_at

from latest
