-- Who is a contact?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as customer_record_id,
    email,
    coalesce(phone, mobile_phone) as phone,
    coalesce(name, nullif(concat_ws(' ', first_name, last_name), '')) as full_name,
    birthdate as birth_date,
    country_code(country) as country,
    region,
    zip as postal_code,
    account_id as company_id,
    created_date as created_at,
    last_modified_date as updated_at
from src.contact
