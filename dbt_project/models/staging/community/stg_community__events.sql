{{ staged('community', 'events') }}
