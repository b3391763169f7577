{{ staged('social', 'mentions') }}
