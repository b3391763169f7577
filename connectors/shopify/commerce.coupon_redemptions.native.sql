-- Which coupons were used, in which order?
select
    _row,
    case
        when reason is not null then reason
        when discount_code is null then 'no coupon was used'
    end as left_out,
    concat_ws('-', id, discount_code) as redemption_id,
    discount_code as coupon_code,
    id as order_id,
    created_at as redeemed_at
from src.orders
