{{ config(materialized='tracked') }}
with

responses as (

    select
        response_id,
        survey_id,
        invitation_id,
        channel,
        responded_at

    from {{ ref('stg_survey__responses') }}
    where {{ happened_by_as_of('responded_at') }} and is_finished

),

mentions as (

    select
        mention_id,
        platform,
        occurred_at

    from {{ ref('stg_social__mentions') }}
    where {{ happened_by_as_of('occurred_at') }}

)

select
    'survey.responses' as source_table,
    responses.response_id as source_key,
    identified.customer_id,
    'survey_response' as touch_type,
    coalesce(responses.channel, invitations.channel) as channel,
    responses.responded_at as occurred_at

from responses
inner join {{ ref('int_responses_identified') }} as identified
    on responses.response_id = identified.response_id
inner join {{ ref('stg_survey__surveys') }} as surveys
    on responses.survey_id = surveys.survey_id
left join {{ ref('stg_survey__invitations') }} as invitations
    on responses.invitation_id = invitations.invitation_id

union all

select
    'social.mentions' as source_table,
    mentions.mention_id as source_key,
    identified.customer_id,
    'mention' as touch_type,
    mentions.platform as channel,
    mentions.occurred_at

from mentions
inner join {{ ref('int_mentions_identified') }} as identified
    on mentions.mention_id = identified.mention_id
