{{ config(materialized='tracked') }}
with

responses as (

    select *
    from {{ ref('stg_survey__responses') }}
    where is_finished and {{ happened_by_as_of('responded_at') }}

),

surveys as (

    select
        survey_id,
        survey_type,
        touchpoint,
        language

    from {{ ref('stg_survey__surveys') }}

),

invitations as (

    select
        invitation_id,
        channel

    from {{ ref('stg_survey__invitations') }}

),

respondents as (

    select
        response_id,
        customer_id,
        respondent_key

    from {{ ref('int_responses_identified') }}

),

-- A survey may ask a thing twice: the first question with a value speaks.
answers as (

    select
        responses.response_id,
        questions.question_id,
        questions.question_type,
        answers.score

    from {{ ref('stg_survey__answers') }} as answers
    inner join responses
        on answers.response_id = responses.response_id
    inner join {{ ref('stg_survey__questions') }} as questions
        on
            responses.survey_id = questions.survey_id
            and answers.question_id = questions.question_id
    where questions.question_type in ('nps', 'csat', 'ces')

),

scores as (

    select
        response_id,
        {{ min_by('score', "case when question_type = 'nps' then question_id end") }} as nps_score,
        {{ min_by('score', "case when question_type = 'csat' then question_id end") }} as csat_score,
        {{ min_by('score', "case when question_type = 'ces' then question_id end") }} as ces_score

    from answers
    group by response_id

)

select
    responses.response_id,
    responses.survey_id,
    surveys.survey_type,
    surveys.touchpoint,
    respondents.customer_id,
    respondents.respondent_key,
    responses.responded_at,
    {{ business_date('responses.responded_at') }} as business_date,
    coalesce(responses.channel, invitations.channel) as channel,
    cast(scores.nps_score as integer) as nps_score,
    {{ nps_band('scores.nps_score') }} as nps_band,
    cast(scores.csat_score as integer) as csat_score,
    cast(scores.ces_score as integer) as ces_score,
    comments.masked_text as comment,
    coalesce(responses.language, surveys.language) as language

from responses
inner join surveys
    on responses.survey_id = surveys.survey_id
inner join respondents
    on responses.response_id = respondents.response_id
left join invitations
    on responses.invitation_id = invitations.invitation_id
left join scores
    on responses.response_id = scores.response_id
left join {{ ref('int_comments_masked') }} as comments
    on responses.response_id = comments.response_id
