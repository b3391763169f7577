{{ staged('support', 'tickets') }}
