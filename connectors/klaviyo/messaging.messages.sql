-- Who got which message, and what did they do with it?
select
    list(_row) as _row,
    bool_or(_deleted) filter (where kind = 'message') as _deleted,
    max(_synced_at) as _loaded_at,
    message_id,
    any_value(coalesce(campaign_id, flow_id)) filter (where kind = 'message') as campaign_id,
    any_value(person_id) as customer_record_id,
    any_value(channel) as channel,
    min(happened_at) filter (where kind = 'message') as sent_at,
    min(happened_at) filter (where kind = 'message' and type ilike 'received %') as delivered_at,
    min(happened_at) filter (where kind = 'message' and type ilike 'bounced %') as bounced_at,
    min(happened_at) filter (where kind = 'open') as first_opened_at,
    min(happened_at) filter (where kind = 'click') as first_clicked_at,
    min(happened_at) filter (where kind = 'unsubscribe') as unsubscribed_at,
    true as is_commercial,
    null as left_out
from src.events
where message_id is not null
group by message_id

union all by name

select
    [_row] as _row,
    case
        when kind is null then 'no message (' || type || ')'
        else 'no message before it'
    end as left_out
from src.events
where message_id is null
