-- What had each post reached up to each day?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    date,
    post_id,
    impressions,
    likes,
    clicks
from src.post_metrics
