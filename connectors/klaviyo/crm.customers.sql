-- Who is written to?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    id as customer_record_id,
    email,
    phone_number as phone,
    nullif(concat_ws(' ', first_name, last_name), '') as full_name,
    country_code(country) as country,
    region,
    zip as postal_code,
    created as created_at,
    updated as updated_at
from src.person
