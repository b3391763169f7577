-- Which accounts of its own does the company have?
select
    list(_row) as _row,
    bool_and(_deleted) as _deleted,
    max(_synced_at) as _loaded_at,
    id as account_id,
    'instagram' as platform,
    arg_max(coalesce(username, name), _row) as handle
from src.user
group by id
