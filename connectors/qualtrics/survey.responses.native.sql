-- Who answered, and when?
select
    _row,
    reason as left_out,
    id as response_id,
    survey_id,
    recipient_email as email,
    end_date as responded_at,
    coalesce(finished, false) as is_finished,
    distribution_channel as channel,
    lower(user_language) as language
from src.responses
