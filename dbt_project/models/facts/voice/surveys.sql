with

surveys as (

    select *
    from {{ ref('stg_survey__surveys') }}

),

-- Invitations may name a survey that the tool no longer tells of.
listed as (

    select survey_id
    from surveys

    union

    select survey_id
    from {{ ref('stg_survey__invitations') }}
    where {{ happened_by_as_of('sent_at') }}

),

question_totals as (

    select
        survey_id,
        count(*) as question_count

    from {{ ref('stg_survey__questions') }}
    group by survey_id

)

select
    listed.survey_id,
    surveys.name,
    surveys.survey_type,
    surveys.touchpoint,
    surveys.language,
    coalesce(question_totals.question_count, 0) as question_count

from listed
left join surveys
    on listed.survey_id = surveys.survey_id
left join question_totals
    on listed.survey_id = question_totals.survey_id
