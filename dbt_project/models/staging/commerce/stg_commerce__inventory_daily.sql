{{ staged('commerce', 'inventory_daily') }}
