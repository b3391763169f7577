-- Which companies do the customers belong to?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as company_id,
    name,
    industry,
    created_at,
    updated_at
from src.company
