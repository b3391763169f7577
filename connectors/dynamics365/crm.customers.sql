-- Who is a contact?
select
    _row,
    _deleted,
    sunk_at as _loaded_at,
    id as customer_record_id,
    email,
    coalesce(phone, mobile) as phone,
    coalesce(fullname, nullif(concat_ws(' ', firstname, lastname), '')) as full_name,
    birthdate as birth_date,
    case gender when 1 then 'male' when 2 then 'female' end as gender,
    country_code(country) as country,
    region,
    zip as postal_code,
    case when coalesce(lower(parent_type), 'account') = 'account' then parent_id end as company_id,
    created_at,
    modified_at as updated_at
from src.contact
