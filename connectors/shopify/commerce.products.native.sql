-- What does the shop sell, and at which price? The export has a row each variant; the first one counts.
select
    list(_row) as _row,
    reason as left_out,
    handle as product_id,
    max(title) as name,
    coalesce(max(type), max(category)) as category,
    max(vendor) as brand,
    arg_min(price, _row) as unit_list_price,
    arg_min(cost, _row) as unit_cost
from src.listed
group by handle, reason
