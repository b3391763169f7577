-- How was the answer rated, and in which words?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    reason as left_out,
    id as response_id,
    'rating' as question_id,
    points as score,
    comment as text
from src.ratings
