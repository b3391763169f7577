with

latest as (

    {{ latest_versions('survey', 'answers', set_aside=ref('answers_out_of_scale')) }}

)

select
    response_id,
    question_id,
    score,
    text,
    _loaded_at as loaded_at

from latest
