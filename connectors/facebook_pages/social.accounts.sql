-- Which pages of its own does the company have?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as account_id,
    'facebook' as platform,
    coalesce(username, name) as handle
from src.page
