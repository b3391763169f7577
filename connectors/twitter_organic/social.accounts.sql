-- Which accounts of its own does the company have?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as account_id,
    'x' as platform,
    handle,
    created_at as opened_at
from src.accounts
