-- Who pays by Stripe?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when not livemode then 'of the test mode' end as left_out,
    id as customer_record_id,
    email,
    phone,
    name as full_name,
    country_code(country) as country,
    region,
    postal_code,
    created as created_at
from src.customer
