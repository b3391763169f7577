-- Who asked for help, when, and when was it answered and closed?
with requesters as (
    select
        ticket_id,
        min(contact_id) as contact_id
    from src.ticket_contact
    where not _deleted
    group by ticket_id
),

tickets as (
    select
        ticket.*,
        -- The stage says whether it is closed; without one the date does.
        coalesce(
            upper(stage.ticket_state) = 'CLOSED', stage.is_closed, ticket.closed_at is not null
        ) as is_closed
    from src.ticket as ticket
    left join src.ticket_stage as stage on ticket.stage_id = stage.stage_id
)

select
    ticket._row,
    ticket._deleted,
    ticket._synced_at as _loaded_at,
    ticket.id as ticket_id,
    requesters.contact_id as requester_record_id,
    contact.email as requester_email,
    case upper(ticket.source)
        when 'EMAIL' then 'email'
        when 'PHONE' then 'phone'
        when 'CHAT' then 'chat'
        when 'FACEBOOK' then 'social'
        else 'portal'
    end as channel,
    'inbound' as direction,
    ticket.category as topic,
    ticket.subject,
    ticket.content as body,
    case
        when lower(ticket.priority) in ('low', 'medium', 'high', 'urgent')
            then lower(ticket.priority)
    end as priority,
    case when ticket.is_closed then 'closed' else 'open' end as status,
    false as is_spam,
    ticket.created_at,
    ticket.replied_at as first_responded_at,
    case when ticket.is_closed then ticket.closed_at end as resolved_at,
    coalesce(ticket.updated_at, ticket.closed_at, ticket.replied_at, ticket.created_at)
        as updated_at
from tickets as ticket
left join requesters on ticket.id = requesters.ticket_id
left join src.contact as contact on requesters.contact_id = contact.id
