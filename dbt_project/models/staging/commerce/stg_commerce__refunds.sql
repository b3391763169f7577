{{ staged('commerce', 'refunds') }}
