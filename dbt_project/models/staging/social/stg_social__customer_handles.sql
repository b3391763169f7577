with

latest as (

    {{ latest_versions('social', 'customer_handles') }}

)

select
    customer_record_id,
    platform,
    handle,
    linked_at,
    _loaded_at as loaded_at

from latest
