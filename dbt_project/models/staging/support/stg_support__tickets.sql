with

latest as (

    {{ latest_versions('support', 'tickets') }}

)

select
    ticket_id,
    requester_record_id,
    requester_email,
    requester_handle,
    channel,
    direction,
    topic,
    subject,
    body,
    priority,
    status,
    is_spam,
    merged_into_ticket_id,
    created_at,
    first_responded_at,
    resolved_at,
    reopened_count,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
