{{ staged('feedback', 'text_scores') }}
