with

targeted as (

    select distinct
        survey_id,
        attribute

    from {{ ref('survey_targets') }}

)

select
    responses.response_id,
    targeted.survey_id,
    targeted.attribute,
    {{ json_member_of('responses.attributes', 'targeted.attribute') }} as value,
    described.weight

from {{ ref('stg_survey__responses') }} as responses
inner join targeted
    on responses.survey_id = targeted.survey_id
inner join {{ ref('int_responses_described') }} as described
    on responses.response_id = described.response_id
where {{ happened_by_as_of('responses.responded_at') }}
