with

latest as (

    {{ latest_versions('crm', 'erasure_requests') }}

)

select
    request_id,
    customer_record_id,
    requested_at,
    _loaded_at as loaded_at

from latest
