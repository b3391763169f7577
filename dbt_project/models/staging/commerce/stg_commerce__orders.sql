with

latest as (

    {{ latest_versions('commerce', 'orders') }}

)

select
    order_id,
    customer_record_id,
    member_no,
    email,
    anonymous_id,
    ordered_at,
    channel,
    fulfilment,
    status,
    currency,
    discount_amount,
    shipping_amount,
    tax_amount,
    coupon_code,
    campaign_id,
    delivery_choice,
    _changed_at as updated_at,
    _loaded_at as loaded_at

from latest
