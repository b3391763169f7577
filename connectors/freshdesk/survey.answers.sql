-- How was the answer rated, and in which words? 103 to -103 become 7 to 1.
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when points is null and feedback is null then 'neither a rating nor words' end as left_out,
    id as response_id,
    'rating' as question_id,
    case when points >= 100 then points - 96 when points <= -101 then points + 104 end as score,
    feedback as text
from src.rating
