{{ staged('support', 'articles') }}
