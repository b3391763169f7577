{{ staged('community', 'idea_votes') }}
