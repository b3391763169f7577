{{ staged('social', 'posts') }}
