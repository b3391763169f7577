{{ staged('survey', 'invitations') }}
