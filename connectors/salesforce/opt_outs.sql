-- People who want no e-mail, or no calls.
select
    _row * 2 as _row,
    _deleted,
    _synced_at,
    id as contact_id,
    'email' as channel,
    coalesce(last_modified_date, created_date, _synced_at) as changed_at
from src.contact
where no_email

union all

select
    _row * 2 + 1 as _row,
    _deleted,
    _synced_at,
    id as contact_id,
    'phone' as channel,
    coalesce(last_modified_date, created_date, _synced_at) as changed_at
from src.contact
where no_call
