{{ staged('web', 'ad_spend') }}
