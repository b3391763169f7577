{{ staged('community', 'posts') }}
