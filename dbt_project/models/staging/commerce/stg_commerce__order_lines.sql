{{ staged('commerce', 'order_lines') }}
