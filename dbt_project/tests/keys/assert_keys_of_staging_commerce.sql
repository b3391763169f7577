{{ broken_keys({
    'stg_commerce__coupon_redemptions': ['redemption_id'],
    'stg_commerce__inventory_daily': ['date', 'product_id'],
    'stg_commerce__order_lines': ['order_id', 'line_no'],
    'stg_commerce__orders': ['order_id'],
    'stg_commerce__products': ['product_id'],
    'stg_commerce__refunds': ['refund_id'],
    'stg_commerce__reviews': ['review_id'],
    'stg_commerce__subscriptions': ['subscription_id', 'term_no'],
}) }}
