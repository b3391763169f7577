{{ staged('survey', 'responses') }}
