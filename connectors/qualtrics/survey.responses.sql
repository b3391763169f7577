-- Who answered, and when?
select
    responses._row,
    responses._deleted,
    responses._synced_at as _loaded_at,
    responses.reason as left_out,
    responses.id as response_id,
    responses.survey_id,
    invitations.id as invitation_id,
    responses.recipient_email as email,
    responses.end_date as responded_at,
    coalesce(responses.finished, false) as is_finished,
    responses.distribution_channel as channel,
    lower(responses.user_language) as language
from src.responses as responses
left join (
    select
        response_id,
        min(id) as id
    from src.invitations
    where reason is null and response_id is not null
    group by response_id
) as invitations on responses.id = invitations.response_id
