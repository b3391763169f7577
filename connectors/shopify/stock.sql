-- Units on hand by variant: what is available over all locations, else what the variant itself says.
with available as (
    select
        inventory_item_id,
        sum(quantity) as quantity,
        max(_synced_at) as _synced_at
    from src.inventory_quantity
    where lower(name) = 'available' and not _deleted
    group by inventory_item_id
)

select
    variant._row,
    variant._deleted,
    variant.product_id,
    coalesce(available.quantity, variant.inventory_quantity) as quantity,
    greatest(variant._synced_at, coalesce(available._synced_at, variant._synced_at)) as _synced_at
from src.variant as variant
left join available on variant.inventory_item_id = available.inventory_item_id
