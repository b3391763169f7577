-- Who answered, and when?
select
    _row,
    reason as left_out,
    _synced_at as _loaded_at,
    response_id,
    survey_id,
    customer_id as customer_record_id,
    email,
    responded_at,
    true as is_finished,
    channel,
    lower(language) as language
from src.responses
