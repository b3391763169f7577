-- Orders with what every other table needs of them: whether taxes are included, and whether they are a test.
select
    _row,
    _deleted,
    _synced_at,
    id,
    email,
    customer_id,
    currency,
    lower(financial_status) as financial_status,
    total_discounts,
    total_tax,
    coalesce(shipping, read_decimal(shipping_set ->> '$.shop_money.amount')) as shipping,
    coalesce(taxes_included, false) as is_with_tax,
    lower(source_name) as source_name,
    cancelled_at,
    coalesce(processed_at, created_at) as ordered_at,
    updated_at,
    case when test then 'a test order' end as reason
from src.order
