with

answers as (

    select
        respondent_key,
        response_id,
        survey_type,
        nps_score,
        responded_at,
        {{ month_of('business_date') }} as month

    from {{ ref('survey_responses') }}
    where nps_score is not null

),

numbered_answers as (

    select
        *,
        row_number() over (
            partition by month, survey_type, respondent_key
            order by responded_at desc, response_id desc
        ) as answer_number

    from answers

),

months as (

    select distinct
        month,
        survey_type

    from answers

),

scores as (

    select
        months.month,
        months.survey_type,
        cast(numbers.score as integer) as score

    from months
    {{ numbers_to_rows('0', '10', 'numbers', 'score') }}

)

select
    scores.month,
    scores.survey_type,
    scores.score,
    {{ nps_band('scores.score') }} as nps_band,
    count(answers.response_id) as response_count

from scores
left join numbered_answers as answers
    on
        scores.month = answers.month
        and scores.survey_type = answers.survey_type
        and scores.score = answers.nps_score
        and answers.answer_number = 1
group by scores.month, scores.survey_type, scores.score
