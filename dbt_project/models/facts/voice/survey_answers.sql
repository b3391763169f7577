with

responses as (

    select
        response_id,
        survey_id,
        customer_id,
        business_date

    from {{ ref('survey_responses') }}

),

questions as (

    select
        survey_id,
        question_id,
        question_type,
        item,
        text

    from {{ ref('stg_survey__questions') }}

),

answers as (

    select
        response_id,
        question_id,
        score

    from {{ ref('stg_survey__answers') }}
    where score is not null

)

select
    answers.response_id,
    answers.question_id,
    responses.survey_id,
    responses.customer_id,
    responses.business_date,
    questions.question_type,
    questions.item,
    questions.text as question,
    cast(answers.score as integer) as score

from answers
inner join responses
    on answers.response_id = responses.response_id
inner join questions
    on
        responses.survey_id = questions.survey_id
        and answers.question_id = questions.question_id
