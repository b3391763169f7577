-- Who is a contact?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as customer_record_id,
    email,
    phone,
    nullif(concat_ws(' ', firstname, lastname), '') as full_name,
    country_code(country) as country,
    region,
    zip as postal_code,
    company_id,
    created_at,
    updated_at
from src.contact
