with

latest as (

    {{ latest_versions('commerce', 'order_lines') }}

)

select
    order_id,
    line_no,
    product_id,
    quantity,
    unit_list_price,
    unit_price,
    line_amount,
    unit_cost,
    _loaded_at as loaded_at

from latest
