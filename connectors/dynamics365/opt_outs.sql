-- People who want no e-mail, or no calls.
select
    _row * 2 as _row,
    _deleted,
    id as contact_id,
    'email' as channel,
    coalesce(modified_at, created_at, sunk_at) as changed_at
from src.contact
where no_bulk_email or no_email

union all

select
    _row * 2 + 1 as _row,
    _deleted,
    id as contact_id,
    'phone' as channel,
    coalesce(modified_at, created_at, sunk_at) as changed_at
from src.contact
where no_phone
