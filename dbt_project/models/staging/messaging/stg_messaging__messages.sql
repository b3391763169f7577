{{ staged('messaging', 'messages') }}
