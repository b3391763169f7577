-- What does the shop sell, and at which price?
select
    _row,
    id as product_id,
    name,
    category,
    price as unit_list_price,
    cost as unit_cost,
    getvariable('currency') as currency
from src.products
