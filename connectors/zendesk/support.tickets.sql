-- Who asked for help, when, how, and when was it answered and solved?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as ticket_id,
    requester_id as requester_record_id,
    requester_email,
    case
        when lower(via_channel) = 'email' then 'email'
        when lower(via_channel) in ('voice', 'phone') then 'phone'
        when
            lower(via_channel)
            in ('chat', 'native_messaging', 'messaging', 'sms', 'whatsapp', 'line')
            then 'chat'
        when lower(via_channel) in ('facebook', 'twitter') then 'social'
        else 'portal'
    end as channel,
    case when is_proactive then 'proactive' else 'inbound' end as direction,
    type as topic,
    subject,
    description as body,
    case lower(priority) when 'normal' then 'medium' else lower(priority) end as priority,
    case lower(status)
        when 'pending' then 'pending'
        when 'hold' then 'pending'
        when 'solved' then 'resolved'
        when 'closed' then 'closed'
        when 'deleted' then 'closed'
        else 'open'
    end as status,
    false as is_spam,
    primary_id as merged_into_ticket_id,
    created_at,
    first_at as first_responded_at,
    solved_at as resolved_at,
    reopened_count,
    updated_at
from src.tickets
