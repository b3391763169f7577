-- Who buys at the shop? Exports put an apostrophe before what a spreadsheet would take for a number.
select
    _row,
    ltrim(id, '''') as customer_record_id,
    email,
    ltrim(coalesce(phone, address_phone), '''') as phone,
    nullif(concat_ws(' ', first_name, last_name), '') as full_name,
    upper(country_code) as country,
    province_code as region,
    ltrim(zip, '''') as postal_code
from src.customers_export
