-- Which companies are known?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as company_id,
    name,
    industry,
    employees as employee_count,
    created_date as created_at,
    last_modified_date as updated_at
from src.account
