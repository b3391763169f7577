-- Which companies are known?
select
    _row,
    _deleted,
    sunk_at as _loaded_at,
    id as company_id,
    name,
    industry,
    employees as employee_count,
    created_at,
    modified_at as updated_at
from src.account
