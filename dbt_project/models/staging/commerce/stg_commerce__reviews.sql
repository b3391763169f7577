with

latest as (

    {{ latest_versions('commerce', 'reviews') }}

)

select
    review_id,
    product_id,
    customer_record_id,
    rating,
    title,
    text,
    created_at,
    _loaded_at as loaded_at

from latest
