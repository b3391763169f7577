{{ staged('commerce', 'orders') }}
