with

latest as (

    {{ latest_versions('crm', 'consents') }}

)

select
    consent_event_id,
    customer_record_id,
    purpose,
    channel,
    state,
    occurred_at,
    _loaded_at as loaded_at

from latest
