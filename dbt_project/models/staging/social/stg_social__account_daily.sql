{{ staged('social', 'account_daily') }}
