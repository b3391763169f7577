with

responses as (

    select
        responses.response_id,
        responses.survey_id,
        respondents.customer_id

    from {{ ref('stg_survey__responses') }} as responses
    inner join {{ ref('int_responses_identified') }} as respondents
        on responses.response_id = respondents.response_id
    where responses.is_finished and {{ happened_by_as_of('responses.responded_at') }} and not respondents.is_erased

)

-- A survey may ask twice: the first question with a comment speaks. Where texts are not published, none is collected.
select
    responses.response_id,
    min(responses.customer_id) as customer_id,
    min_by(answers.text, questions.question_id) as comment

from {{ ref('stg_survey__answers') }} as answers
inner join responses
    on answers.response_id = responses.response_id
inner join {{ ref('stg_survey__questions') }} as questions
    on
        responses.survey_id = questions.survey_id
        and answers.question_id = questions.question_id
where
    questions.question_type = 'comment'
    and answers.text is not null
    and {{ 'true' if var('publish_texts') else 'false' }}
group by responses.response_id
