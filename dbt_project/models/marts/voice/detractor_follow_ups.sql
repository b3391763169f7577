with

answers as (

    select
        response_id,
        customer_id,
        survey_type,
        touchpoint,
        responded_at,
        nps_score,
        lead(nps_score) over next_answer as next_nps_score,
        lead(responded_at) over next_answer as next_responded_at

    from {{ ref('survey_responses') }}
    where nps_score is not null
    window next_answer as (partition by respondent_key, survey_type order by responded_at, response_id)

),

contacted as (

    select
        response_id,
        contacted_at,
        contact_type

    from {{ ref('int_detractors_contacted') }}

),

followed as (

    select
        answers.*,
        contacted.contacted_at,
        contacted.contact_type,
        answers.responded_at + interval '{{ var("detractor_contact_hours") }} hours' as due_at

    from answers
    left join contacted
        on answers.response_id = contacted.response_id
    where {{ is_detractor('answers.nps_score') }}

)

select
    followed.response_id,
    followed.customer_id,
    followed.survey_type,
    followed.touchpoint,
    followed.responded_at,
    followed.nps_score,
    followed.contacted_at,
    followed.contact_type,
    {{ hours_passed('followed.responded_at', 'followed.contacted_at') }} as hours_to_contact,
    case
        when followed.customer_id is null then null
        when followed.contacted_at <= followed.due_at then true
        when followed.due_at <= as_of.as_of_at then false
    end as is_in_time,
    followed.next_nps_score,
    followed.next_responded_at,
    followed.next_nps_score - followed.nps_score as score_change

from followed
cross join {{ ref('as_of') }} as as_of
