with

latest as (

    {{ latest_versions('crm', 'leads') }}

)

select
    lead_id,
    customer_record_id,
    email,
    company_id,
    source,
    amount,
    currency,
    created_at,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
