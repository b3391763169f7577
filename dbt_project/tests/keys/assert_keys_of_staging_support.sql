{{ broken_keys({
    'stg_support__article_votes': ['vote_id'],
    'stg_support__articles': ['article_id'],
    'stg_support__tickets': ['ticket_id'],
}) }}
