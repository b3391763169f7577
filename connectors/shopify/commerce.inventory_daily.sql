-- How much is on hand, on the day of the sync?
select
    list(_row) as _row,
    bool_and(_deleted) as _deleted,
    max(_synced_at) as _loaded_at,
    cast(
        timezone(
            coalesce((select max(iana_timezone) from src.shop), 'UTC'),
            timezone('UTC', max(_synced_at))
        ) as date
    ) as date,
    product_id,
    sum(quantity) as on_hand_quantity
from src.stock
group by product_id
