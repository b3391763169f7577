{{ config(materialized='tracked') }}
with

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}

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

referrals as (

    select
        referral_id,
        referrer_record_id,
        channel,
        invited_at

    from {{ ref('stg_crm__referrals') }}
    where {{ happened_by_as_of('invited_at') }}

),

tickets as (

    select
        ticket_id,
        direction,
        channel,
        created_at

    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }} and not is_spam

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
    'crm.referrals' as source_table,
    referrals.referral_id as source_key,
    records.customer_id,
    'referral_sent' as touch_type,
    referrals.channel,
    cast(null as {{ type_text() }}) as campaign_id,
    referrals.invited_at as occurred_at

from referrals
left join records
    on referrals.referrer_record_id = records.record_id

union all

-- A ticket merged into another was a contact of its own.
select
    'support.tickets' as source_table,
    tickets.ticket_id as source_key,
    identified.customer_id,
    'ticket_' || tickets.direction as touch_type,
    tickets.channel,
    cast(null as {{ type_text() }}) as campaign_id,
    tickets.created_at as occurred_at

from tickets
inner join {{ ref('int_tickets_identified') }} as identified
    on tickets.ticket_id = identified.ticket_id
