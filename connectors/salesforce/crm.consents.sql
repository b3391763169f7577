-- Who wants no e-mail or no calls? An empty box is no consent.
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    concat_ws('-', contact_id, channel) as consent_event_id,
    contact_id as customer_record_id,
    'marketing' as purpose,
    channel,
    'withdrawn' as state,
    changed_at as occurred_at
from src.opt_outs
