{{ staged('survey', 'questions') }}
