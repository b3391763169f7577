-- Who was invited, and when did they open it?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    reason as left_out,
    id as invitation_id,
    survey_id,
    email,
    'email' as channel,
    sent_at,
    opened_at,
    response_started_at as started_at
from src.invitations
