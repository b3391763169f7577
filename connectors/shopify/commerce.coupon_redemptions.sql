-- Which coupons were used, in which order? Free shipping counts.
select
    code._row,
    code._deleted or coalesce(orders._deleted, false) as _deleted,
    code._synced_at as _loaded_at,
    case
        when orders.id is null then 'its order is not there, so that nothing tells when'
        when orders.reason is not null then 'of a test order'
    end as left_out,
    concat_ws('-', code.order_id, code.code) as redemption_id,
    code.code as coupon_code,
    orders.customer_id as customer_record_id,
    code.order_id,
    orders.ordered_at as redeemed_at
from src.discount_code as code
left join src.orders as orders on code.order_id = orders.id
