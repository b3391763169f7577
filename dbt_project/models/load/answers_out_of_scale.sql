with

answers as (

    select
        response_id,
        question_id,
        score,
        _file,
        _row

    from {{ source('survey', 'answers') }}
    where _reasons is null and score is not null

),

responses as (

    select
        response_id,
        survey_id

    from {{ ref('stg_survey__responses') }}

),

questions as (

    select
        survey_id,
        question_id,
        question_type

    from {{ ref('stg_survey__questions') }}

),

scales as (

    select *
    from (
        values
        ('nps', 0, 10),
        ('csat', 1, 5),
        ('satisfaction', 1, 5),
        ('importance', 1, 5),
        ('expectation', 1, 5),
        ('ces', 1, 7)
    ) as scale (question_type, least_score, greatest_score)

)

-- The type is looked up through the newest versions of response and question, so an answer that was fine
-- yesterday can be broken today: this is decided at every build, not while loading.
select
    answers.response_id,
    answers.question_id,
    answers._file as file,
    answers._row as row_number,
    'score: outside ' || cast(scales.least_score as varchar) || '..'
    || cast(scales.greatest_score as varchar) || ' of question type ' || scales.question_type as reasons

from answers
inner join responses
    on answers.response_id = responses.response_id
inner join questions
    on
        responses.survey_id = questions.survey_id
        and answers.question_id = questions.question_id
inner join scales
    on questions.question_type = scales.question_type
where
    answers.score not between scales.least_score and scales.greatest_score
    or answers.score != floor(answers.score)
