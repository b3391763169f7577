with

latest as (

    {{ latest_versions('crm', 'companies') }}

)

select
    company_id,
    name,
    industry,
    employee_count,
    created_at,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
