with

latest as (

    {{ latest_versions('crm', 'customers') }}

)

select
    customer_record_id,
    source_system,
    email,
    phone,
    member_no,
    full_name,
    birth_date,
    gender,
    country,
    region,
    postal_code,
    company_id,
    acquisition_channel,
    created_at,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
