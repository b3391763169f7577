-- Who was sent which e-mail, and what became of it?
select
    list(sending._row) as _row,
    bool_and(sending._deleted) as _deleted,
    max(sending._synced_at) as _loaded_at,
    null as left_out,
    sending.sending_id as message_id,
    any_value(sending.campaign_id) as campaign_id,
    any_value(coalesce(people.id, pseudonym(sending.recipient))) as customer_record_id,
    'email' as channel,
    coalesce(
        min(sending.created_at) filter (where sending.type = 'SENT'), min(sending.sent_by_at)
    ) as sent_at,
    min(sending.created_at) filter (where sending.type = 'DELIVERED') as delivered_at,
    min(sending.created_at) filter (where sending.type = 'BOUNCE') as bounced_at,
    min(sending.created_at)
        filter (where sending.type = 'OPEN' and not coalesce(sending.is_robot, false))
        as first_opened_at,
    min(sending.created_at)
        filter (where sending.type = 'CLICK' and not coalesce(sending.is_robot, false))
        as first_clicked_at,
    min(sending.created_at) filter (where upper(change.status) = 'UNSUBSCRIBED') as unsubscribed_at,
    true as is_commercial
from src.sendings as sending
left join src.people as people on lower(sending.recipient) = people.email
left join src.status_change as change on sending.id = change.id
where sending.sending_id is not null
group by sending.sending_id

union all by name

select
    [_row] as _row,
    case
        when type = 'DROPPED' then 'dropped, so never sent'
        else 'no sending is told (' || lower(type) || ')'
    end as left_out
from src.sendings
where sending_id is null
