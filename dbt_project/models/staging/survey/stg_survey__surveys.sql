{{ staged('survey', 'surveys') }}
