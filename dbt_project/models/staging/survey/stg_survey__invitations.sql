with

latest as (

    {{ latest_versions('survey', 'invitations') }}

)

select
    invitation_id,
    survey_id,
    customer_record_id,
    email,
    channel,
    sent_at,
    opened_at,
    started_at,
    _loaded_at as loaded_at

from latest
