-- Who rated an answer, and when?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    reason as left_out,
    id as response_id,
    'csat' as survey_id,
    requester_id as customer_record_id,
    coalesce(updated_at, created_at) as responded_at,
    true as is_finished,
    ticket_id
from src.ratings
