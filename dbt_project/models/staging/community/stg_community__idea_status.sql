{{ staged('community', 'idea_status') }}
