-- Who asked for help, when, and when was it closed?
select
    cases._row,
    cases._deleted,
    cases._synced_at as _loaded_at,
    cases.id as ticket_id,
    cases.contact_id as requester_record_id,
    coalesce(cases.supplied_email, contact.email) as requester_email,
    case
        when lower(cases.origin) like '%mail%' then 'email'
        when lower(cases.origin) like '%phone%' then 'phone'
        when lower(cases.origin) like '%chat%' or lower(cases.origin) like '%messag%' then 'chat'
        when lower(cases.origin) in ('facebook', 'twitter', 'x', 'instagram', 'social')
            then 'social'
        else 'portal'
    end as channel,
    'inbound' as direction,
    cases.type as topic,
    cases.subject,
    cases.description as body,
    case lower(cases.priority)
        when 'critical' then 'urgent'
        when 'urgent' then 'urgent'
        when 'high' then 'high'
        when 'medium' then 'medium'
        when 'low' then 'low'
    end as priority,
    case
        when cases.is_closed then 'closed'
        when
            lower(cases.status) like '%hold%'
            or lower(cases.status) like '%wait%'
            or lower(cases.status) like '%pending%'
            then 'pending'
        else 'open'
    end as status,
    false as is_spam,
    cases.master_record_id as merged_into_ticket_id,
    cases.created_date as created_at,
    cases.closed_date as resolved_at,
    coalesce(cases.last_modified_date, cases.created_date) as updated_at
from src.case as cases
left join src.contact as contact on cases.contact_id = contact.id
