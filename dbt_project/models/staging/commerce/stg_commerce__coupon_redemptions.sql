{{ staged('commerce', 'coupon_redemptions') }}
