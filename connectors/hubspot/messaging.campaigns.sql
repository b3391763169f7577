-- Which e-mail campaigns are there?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as campaign_id,
    coalesce(name, subject, id) as name,
    'email' as channel,
    lower(type) as objective
from src.campaign
