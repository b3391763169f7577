with

messages as (

    select
        messages.message_id,
        messages.campaign_id,
        messages.channel,
        messages.sent_at,
        records.customer_id

    from {{ ref('stg_messaging__messages') }} as messages
    inner join {{ ref('id_records_resolved') }} as records
        on messages.customer_record_id = records.record_id
    where
        messages.is_commercial
        and records.customer_id is not null
        and {{ happened_by_as_of('messages.sent_at') }}

),

-- Without any consent on record nothing can be said of anybody.
sources as (

    select is_known
    from {{ ref('int_consents_recorded') }}
    where is_known

)

select
    messages.message_id,
    messages.customer_id,
    messages.campaign_id,
    messages.channel,
    messages.sent_at,
    {{ business_date('messages.sent_at') }} as business_date,
    case when consents.customer_id is not null then 'withdrawn' else 'none' end as consent_state,
    consents.valid_from_at as consent_changed_at

from messages
cross join sources
left join {{ ref('int_consents_spanned') }} as consents
    on
        messages.customer_id = consents.customer_id
        and messages.channel = consents.channel
        and messages.sent_at >= consents.valid_from_at
        and coalesce(messages.sent_at < consents.valid_before_at, true)
where not coalesce(consents.is_granted, false)
