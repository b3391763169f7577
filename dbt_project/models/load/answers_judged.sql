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
        versions.question_type,
        versions.scale_min,
        versions.scale_max,
        versions.is_reversed,
        versions.missing_codes

    from {{ source('survey', 'questions') }} as versions
    left join outdated_questions as outdated
        on
            versions._file = outdated.file
            and versions._row = outdated.row_number
    where versions._reasons is null and outdated.file is null

),

missing_codes as (

    select distinct
        questions.survey_id,
        questions.question_id,
        cast(trim(codes.code) as {{ type_double() }}) as code

    from questions
    {{ split_to_rows('questions.missing_codes', ',', 'codes', 'code') }}
    where {{ matches_whole('trim(codes.code)', "'[+-]?[0-9]+([.][0-9]*)?'") }}

),

type_scales as (

    select
        question_type,
        score_min,
        score_max

    from {{ ref('question_scales') }}

),

scored_answers as (

    select
        answers.response_id,
        answers.question_id,
        answers.score,
        answers._file,
        answers._row,
        questions.question_type,
        missing_codes.code is not null as is_missing,
        coalesce(questions.is_reversed, false) as is_reversed,
        type_scales.score_min,
        type_scales.score_max - type_scales.score_min as type_width,
        coalesce(questions.scale_min, type_scales.score_min) as scale_min,
        coalesce(questions.scale_max, type_scales.score_max) as scale_max

    from answers
    inner join responses
        on answers.response_id = responses.response_id
    inner join questions
        on
            responses.survey_id = questions.survey_id
            and answers.question_id = questions.question_id
    left join type_scales
        on questions.question_type = type_scales.question_type
    left join missing_codes
        on
            questions.survey_id = missing_codes.survey_id
            and questions.question_id = missing_codes.question_id
            and answers.score = missing_codes.code

),

judged_answers as (

    select
        response_id,
        question_id,
        _file as file,
        _row as row_number,
        score,
        case
            when is_missing or score_min is null then null
            when score not between scale_min and scale_max or score != floor(score)
                then
                    'score: outside ' || cast(scale_min as {{ type_text() }})
                    || '..' || cast(scale_max as {{ type_text() }})
                    || ' of question type ' || question_type
        end as reasons,
        case
            when is_missing then null
            when score_min is null then score
            when scale_max - scale_min = type_width
                then
                    case when is_reversed then scale_min + scale_max - score else score end
                    - scale_min + score_min
        end as counted_score

    from scored_answers

)

-- The question is looked up through the newest versions of response and question, so an answer that was fine
-- yesterday can be broken today: this is decided at every build, not while loading.
select
    response_id,
    question_id,
    file,
    row_number,
    reasons,
    counted_score

from judged_answers
where reasons is not null or counted_score is null or counted_score != score
