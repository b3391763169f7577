with

latest as (

    {{ latest_versions('commerce', 'inventory_daily') }}

)

select
    date,
    product_id,
    on_hand_quantity,
    _loaded_at as loaded_at

from latest
