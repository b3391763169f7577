-- What does the shop sell, and at which price? That of the first variant.
with firsts as (
    select
        variant.product_id,
        variant.price,
        item.unit_cost
    from src.variant as variant
    left join src.inventory_item as item on variant.inventory_item_id = item.id
    where not variant._deleted
    qualify row_number() over (
        partition by variant.product_id order by variant.position asc nulls last, variant.id asc
    ) = 1
)

select
    product._row,
    product._deleted,
    product._synced_at as _loaded_at,
    product.id as product_id,
    product.title as name,
    product.product_type as category,
    product.vendor as brand,
    firsts.price as unit_list_price,
    firsts.unit_cost,
    (select upper(max(currency)) from src.shop) as currency,
    product.updated_at
from src.product as product
left join firsts on product.id = firsts.product_id
