with

latest as (

    {{ latest_versions('community', 'members') }}

)

select
    member_id,
    customer_record_id,
    invited_at,
    joined_at,
    _loaded_at as loaded_at

from latest
