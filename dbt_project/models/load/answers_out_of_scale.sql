-- depends_on: {{ ref('landing_files') }}
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

outdated_responses as (

    {{ outdated_versions('survey', 'responses') }}

),

outdated_questions as (

    {{ outdated_versions('survey', 'questions') }}

),

responses as (

    select
        versions.response_id,
        versions.survey_id

    from {{ source('survey', 'responses') }} as versions
    left join outdated_responses as outdated
        on
            versions._file = outdated.file
            and versions._row = outdated.row_number
    where versions._reasons is null and outdated.file is null

),

questions as (

    select
        versions.survey_id,
        versions.question_id,
        versions.question_type

    from {{ source('survey', 'questions') }} as versions
    left join outdated_questions as outdated
        on
            versions._file = outdated.file
            and versions._row = outdated.row_number
    where versions._reasons is null and outdated.file is null

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
