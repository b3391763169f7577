-- How many followed on the days on which that was read?
select
    list(_row) as _row,
    max(_synced_at) as _loaded_at,
    cast(_synced_at as date) as date,
    id as account_id,
    arg_max(followers_count, _synced_at) as followers
from src.user
group by id, cast(_synced_at as date)
