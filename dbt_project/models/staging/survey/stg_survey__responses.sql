with

latest as (

    {{ latest_versions('survey', 'responses') }}

)

select
    response_id,
    survey_id,
    invitation_id,
    customer_record_id,
    email,
    responded_at,
    is_finished,
    channel,
    order_id,
    ticket_id,
    language,
    weight,
    attributes,
    _loaded_at as loaded_at

from latest
