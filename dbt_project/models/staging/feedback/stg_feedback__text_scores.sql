with

latest as (

    {{ latest_versions('feedback', 'text_scores') }}

)

select
    text_id,
    sentiment,
    scorer,
    scored_at,
    _loaded_at as loaded_at

from latest
