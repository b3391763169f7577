with

latest as (

    {{ latest_versions('survey', 'questions') }}

)

select
    survey_id,
    question_id,
    question_type,
    item,
    text,
    scale_min,
    scale_max,
    is_reversed,
    missing_codes,
    _loaded_at as loaded_at

from latest
