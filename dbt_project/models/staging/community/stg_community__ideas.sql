{{ staged('community', 'ideas') }}
