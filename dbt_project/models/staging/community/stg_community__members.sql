{{ staged('community', 'members') }}
