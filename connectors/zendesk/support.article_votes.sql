-- Did an article help?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when lower(item_type) <> 'article' then 'a vote on something else' end as left_out,
    id as vote_id,
    item_id as article_id,
    user_id as customer_record_id,
    value > 0 as is_helpful,
    coalesce(updated_at, created_at) as voted_at
from src.vote
