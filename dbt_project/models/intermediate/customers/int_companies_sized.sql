select
    company_id,
    industry,
    case
        when employee_count >= 1000 then '1000+'
        when employee_count >= 250 then '250-999'
        when employee_count >= 50 then '50-249'
        when employee_count >= 10 then '10-49'
        when employee_count >= 1 then '1-9'
    end as company_size

from {{ ref('stg_crm__companies') }}
where created_at is null or {{ happened_by_as_of('created_at') }}
