with

responses as (

    select
        response_id,
        respondent_key,
        responded_at

    from {{ ref('survey_responses') }}

),

ratings as (

    select
        ratings.response_id,
        ratings.question_type,
        ratings.quarter,
        ratings.item,
        ratings.score,
        responses.respondent_key,
        responses.responded_at

    from {{ ref('int_item_ratings_identified') }} as ratings
    inner join responses
        on ratings.response_id = responses.response_id

),

expectations as (

    select *
    from ratings
    where question_type = 'expectation'

)

-- What somebody expected last, in the year before they said how it was.
select
    ratings.response_id,
    ratings.quarter,
    ratings.item,
    ratings.score as satisfaction,
    {{ max_by(
        'expectations.score', moment_position('expectations.responded_at', 'expectations.response_id')
    ) }} as expectation

from ratings
inner join expectations
    on
        ratings.respondent_key = expectations.respondent_key
        and ratings.item = expectations.item
        and ratings.responded_at >= expectations.responded_at
        and ratings.responded_at <= expectations.responded_at + interval '365 days'
where ratings.question_type = 'satisfaction'
group by ratings.response_id, ratings.quarter, ratings.item, ratings.score
