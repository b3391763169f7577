-- Who asked for help, when, and what became of it?
select
    incident._row,
    incident._deleted,
    incident.id as ticket_id,
    case
        when lower(incident.customer_type) = 'contact' then incident.customer_id
        else incident.contact_id
    end as requester_record_id,
    contact.email as requester_email,
    case incident.origin
        when 1 then 'phone' when 2 then 'email' when 2483 then 'social' when 3986 then 'social'
        else 'portal'
    end as channel,
    'inbound' as direction,
    incident.kind as topic,
    incident.title as subject,
    incident.description as body,
    case incident.priority when 1 then 'high' when 2 then 'medium' when 3 then 'low' end
        as priority,
    case
        when incident.statecode = 1 then 'resolved'
        when incident.statecode = 2 then 'closed'
        when incident.statuscode in (2, 3) then 'pending'
        else 'open'
    end as status,
    false as is_spam,
    case when incident.statuscode = 2000 then incident.master_id end as merged_into_ticket_id,
    incident.created_at,
    coalesce(incident.modified_at, incident.created_at) as updated_at
from src.incident as incident
left join src.contact as contact
    on
        case
            when lower(incident.customer_type) = 'contact' then incident.customer_id
            else incident.contact_id
        end = contact.id
