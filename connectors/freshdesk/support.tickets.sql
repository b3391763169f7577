-- Who asked for help, when, how, and when was it answered and solved?
select
    ticket._row,
    ticket._deleted,
    ticket._synced_at as _loaded_at,
    ticket.id as ticket_id,
    ticket.requester_id as requester_record_id,
    contact.email as requester_email,
    case ticket.source
        when 1 then 'email'
        when 10 then 'email'
        when 3 then 'phone'
        when 7 then 'chat'
        when 5 then 'social'
        when 6 then 'social'
        else 'portal'
    end as channel,
    case when ticket.source = 10 then 'proactive' else 'inbound' end as direction,
    ticket.type as topic,
    ticket.subject,
    ticket.description_text as body,
    case ticket.priority
        when 1 then 'low' when 2 then 'medium' when 3 then 'high' when 4 then 'urgent'
    end as priority,
    case ticket.status
        when 2 then 'open' when 4 then 'resolved' when 5 then 'closed' else 'pending'
    end as status,
    coalesce(ticket.spam, false) as is_spam,
    ticket.created_at,
    ticket.first_responded_at,
    ticket.resolved_at,
    case
        when ticket.reopened_at is not null then 1
        when ticket.first_responded_at is not null or ticket.resolved_at is not null then 0
    end as reopened_count,
    ticket.updated_at
from src.ticket as ticket
left join src.contact as contact on ticket.requester_id = contact.id
