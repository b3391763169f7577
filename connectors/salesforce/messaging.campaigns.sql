-- Which campaigns are there?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as campaign_id,
    coalesce(name, id) as name,
    lower(type) as objective,
    start_date as started_at,
    end_date as ended_at
from src.campaign
