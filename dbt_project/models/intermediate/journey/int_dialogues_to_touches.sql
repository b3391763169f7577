with

records as (

    select
        record_id,
        customer_id

    from {{ ref('int_records_resolved') }}

),

messages as (

    select
        message_id,
        customer_record_id,
        channel,
        campaign_id,
        first_clicked_at

    from {{ ref('stg_messaging__messages') }}
    where {{ happened_by_as_of('sent_at') }} and {{ happened_by_as_of('first_clicked_at') }}

),

tickets as (

    select
        ticket_id,
        direction,
        channel,
        created_at

    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }} and not is_spam

),

responses as (

    select
        response_id,
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
    'messaging.messages' as source_table,
    messages.message_id as source_key,
    records.customer_id,
    'message_click' as touch_type,
    messages.channel,
    messages.campaign_id,
    messages.first_clicked_at as occurred_at

from messages
left join records
    on messages.customer_record_id = records.record_id

union all

select
    'support.tickets' as source_table,
    tickets.ticket_id as source_key,
    identified.customer_id,
    'ticket_' || tickets.direction as touch_type,
    tickets.channel,
    cast(null as varchar) as campaign_id,
    tickets.created_at as occurred_at

from tickets
inner join {{ ref('int_tickets_identified') }} as identified
    on tickets.ticket_id = identified.ticket_id

union all

select
    'survey.responses' as source_table,
    responses.response_id as source_key,
    identified.customer_id,
    'survey_response' as touch_type,
    coalesce(responses.channel, invitations.channel) as channel,
    cast(null as varchar) as campaign_id,
    responses.responded_at as occurred_at

from responses
inner join {{ ref('int_responses_identified') }} as identified
    on responses.response_id = identified.response_id
left join {{ ref('stg_survey__invitations') }} as invitations
    on responses.invitation_id = invitations.invitation_id

union all

select
    'social.mentions' as source_table,
    mentions.mention_id as source_key,
    identified.customer_id,
    'mention' as touch_type,
    mentions.platform as channel,
    cast(null as varchar) as campaign_id,
    mentions.occurred_at

from mentions
inner join {{ ref('int_mentions_identified') }} as identified
    on mentions.mention_id = identified.mention_id
