-- Who subscribed to e-mail, and who unsubscribed?
select
    change._row,
    change._deleted,
    change._synced_at as _loaded_at,
    case
        when event.id is null then 'its event is not there, so that nothing tells who and when'
        when upper(change.status) not in ('SUBSCRIBED', 'UNSUBSCRIBED') then 'no consent is told'
    end as left_out,
    change.id as consent_event_id,
    coalesce(people.id, pseudonym(event.recipient)) as customer_record_id,
    'marketing' as purpose,
    'email' as channel,
    case upper(change.status)
        when 'SUBSCRIBED' then 'granted' when 'UNSUBSCRIBED' then 'withdrawn'
    end as state,
    event.created_at as occurred_at
from src.status_change as change
left join src.email_event as event on change.id = event.id
left join src.people as people on lower(event.recipient) = people.email
