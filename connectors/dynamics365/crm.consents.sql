-- Who wants no e-mail or no calls? An empty box is no consent.
select
    _row,
    _deleted,
    null as left_out,
    concat_ws('-', contact_id, channel) as consent_event_id,
    contact_id as customer_record_id,
    'marketing' as purpose,
    channel,
    'withdrawn' as state,
    changed_at as occurred_at
from src.opt_outs

union all by name

select
    _row,
    _deleted,
    case when response is distinct from 3 then 'no word on consent' end as left_out,
    id as consent_event_id,
    customer_id as customer_record_id,
    'marketing' as purpose,
    null as channel,
    'withdrawn' as state,
    received_at as occurred_at
from src.campaign_response
