with

latest as (

    {{ latest_versions('survey', 'surveys') }}

)

select
    survey_id,
    name,
    survey_type,
    touchpoint,
    language,
    _loaded_at as loaded_at

from latest
