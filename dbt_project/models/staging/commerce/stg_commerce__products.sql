{{ staged('commerce', 'products') }}
