with

latest as (

    {{ latest_versions('commerce', 'products') }}

)

select
    product_id,
    name,
    category,
    brand,
    unit_list_price,
    unit_cost,
    currency,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
