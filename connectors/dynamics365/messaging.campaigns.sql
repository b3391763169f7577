-- Which campaigns are there?
select
    _row,
    _deleted,
    id as campaign_id,
    coalesce(name, id) as name,
    started_at,
    ended_at
from src.campaign
