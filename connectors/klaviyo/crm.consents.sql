-- Who allows marketing on which channel, and who no longer does?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as consent_event_id,
    person_id as customer_record_id,
    'marketing' as purpose,
    channel,
    state,
    happened_at as occurred_at
from src.consents
