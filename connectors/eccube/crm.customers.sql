-- Who are the members of the shop? Provisional ones (仮会員) too.
select
    _row,
    _deleted,
    id as customer_record_id,
    email,
    phone,
    nullif(concat_ws(' ', last_name, first_name), '') as full_name,
    birth_date,
    gender,
    'JP' as country,
    region,
    postal_code,
    created_at,
    updated_at
from src.customer
