-- Which campaigns and flows are there? Drafts too.
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as campaign_id,
    coalesce(name, id) as name,
    'email' as channel,
    'campaign' as objective,
    true as is_commercial,
    sent_at as started_at
from src.campaign

union all by name

select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as campaign_id,
    coalesce(name, id) as name,
    'email' as channel,
    'flow' as objective,
    true as is_commercial,
    created as started_at
from src.flow
