with

latest as (

    {{ latest_versions('feedback', 'interviews') }}

)

select
    note_id,
    interview_id,
    study,
    customer_record_id,
    topic,
    note,
    conducted_at,
    _loaded_at as loaded_at

from latest
