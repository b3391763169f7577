{{ staged('social', 'accounts') }}
