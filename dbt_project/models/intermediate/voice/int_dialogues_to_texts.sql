with

tickets as (

    select
        ticket_id,
        topic,
        subject,
        body,
        created_at

    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }} and direction = 'inbound' and not is_spam

),

mentions as (

    select
        mention_id,
        text,
        occurred_at

    from {{ ref('stg_social__mentions') }}
    where {{ happened_by_as_of('occurred_at') }}

),

interviews as (

    select
        note_id,
        customer_record_id,
        topic,
        note,
        conducted_at

    from {{ ref('stg_feedback__interviews') }}
    where {{ happened_by_as_of('conducted_at') }}

)

select
    'support.tickets' as source_table,
    tickets.ticket_id as source_key,
    'ticket' as source,
    identified.customer_id,
    identified.is_erased,
    tickets.topic as own_topic,
    {{ written('tickets.subject', 'tickets.body') }} as text,
    tickets.created_at as occurred_at

from tickets
inner join {{ ref('int_tickets_identified') }} as identified
    on tickets.ticket_id = identified.ticket_id

union all

select
    'social.mentions' as source_table,
    mentions.mention_id as source_key,
    'mention' as source,
    identified.customer_id,
    identified.is_erased,
    cast(null as {{ type_text() }}) as own_topic,
    {{ written('mentions.text') }} as text,
    mentions.occurred_at

from mentions
inner join {{ ref('int_mentions_identified') }} as identified
    on mentions.mention_id = identified.mention_id

union all

select
    'feedback.interviews' as source_table,
    interviews.note_id as source_key,
    'interview' as source,
    records.customer_id,
    coalesce(records.is_erased, false) as is_erased,
    interviews.topic as own_topic,
    {{ written('interviews.note') }} as text,
    interviews.conducted_at as occurred_at

from interviews
left join {{ ref('id_records_resolved') }} as records
    on interviews.customer_record_id = records.record_id
