with

latest as (

    {{ latest_versions('community', 'idea_votes') }}

)

select
    idea_id,
    member_id,
    voted_at,
    _loaded_at as loaded_at

from latest
