with

latest as (

    {{ latest_versions('commerce', 'coupon_redemptions') }}

)

select
    redemption_id,
    coupon_code,
    customer_record_id,
    order_id,
    earned_order_id,
    campaign_id,
    redeemed_at,
    _loaded_at as loaded_at

from latest
