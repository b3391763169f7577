-- Who asks for help?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as customer_record_id,
    email,
    coalesce(phone, mobile) as phone,
    name as full_name,
    company_id,
    created_at,
    updated_at
from src.contact
