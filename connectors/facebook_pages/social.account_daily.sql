-- How many people follow each page, by day?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when fans is null then 'no number of followers' end as left_out,
    date,
    page_id as account_id,
    fans as followers
from src.page_metrics
