-- Who rated an answer, and when?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as response_id,
    'csat' as survey_id,
    user_id as customer_record_id,
    created_at as responded_at,
    true as is_finished,
    ticket_id
from src.rating
