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
    _loaded_at as loaded_at

from latest
