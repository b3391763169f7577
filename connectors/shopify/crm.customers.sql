-- Who buys at the shop?
with addresses as (
    select
        customer_id,
        country_code,
        province,
        zip
    from src.address
    where not _deleted
    qualify row_number() over (
        partition by customer_id order by coalesce(is_default, false) desc, _row asc
    ) = 1
)

select
    customer._row,
    customer._deleted,
    customer._synced_at as _loaded_at,
    customer.id as customer_record_id,
    customer.email,
    customer.phone,
    nullif(concat_ws(' ', customer.first_name, customer.last_name), '') as full_name,
    upper(addresses.country_code) as country,
    addresses.province as region,
    addresses.zip as postal_code,
    customer.created_at,
    customer.updated_at
from src.customer as customer
left join addresses on customer.id = addresses.customer_id
