with

latest as (

    {{ latest_versions('community', 'event_attendance') }}

)

select
    event_id,
    customer_record_id,
    invited_at,
    attended,
    _loaded_at as loaded_at

from latest
