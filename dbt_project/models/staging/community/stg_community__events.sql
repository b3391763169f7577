with

latest as (

    {{ latest_versions('community', 'events') }}

)

select
    event_id,
    name,
    format,
    starts_at,
    _loaded_at as loaded_at

from latest
