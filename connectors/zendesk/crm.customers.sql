-- Who asks for help? End-users; agents and admins are colleagues.
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when lower(role) <> 'end-user' then 'an agent or admin' end as left_out,
    id as customer_record_id,
    email,
    phone,
    name as full_name,
    organization_id as company_id,
    created_at,
    updated_at
from src.user
