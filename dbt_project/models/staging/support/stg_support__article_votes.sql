{{ staged('support', 'article_votes') }}
