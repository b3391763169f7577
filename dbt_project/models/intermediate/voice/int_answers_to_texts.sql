with

responses as (

    select
        responses.response_id,
        responses.survey_id,
        responses.responded_at,
        respondents.customer_id,
        respondents.is_erased

    from {{ ref('stg_survey__responses') }} as responses
    inner join {{ ref('int_responses_identified') }} as respondents
        on responses.response_id = respondents.response_id
    inner join {{ ref('stg_survey__surveys') }} as surveys
        on responses.survey_id = surveys.survey_id
    where responses.is_finished and {{ happened_by_as_of('responses.responded_at') }}

)

select
    answers.response_id || '|' || answers.question_id as source_key,
    answers.response_id,
    answers.question_id,
    responses.customer_id,
    responses.is_erased,
    {{ written('answers.text') }} as text,
    responses.responded_at as occurred_at

from {{ ref('stg_survey__answers') }} as answers
inner join responses
    on answers.response_id = responses.response_id
inner join {{ ref('stg_survey__questions') }} as questions
    on
        responses.survey_id = questions.survey_id
        and answers.question_id = questions.question_id
where questions.question_type = 'comment'
