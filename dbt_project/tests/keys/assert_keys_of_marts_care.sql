{{ broken_keys({
    'support_articles': ['article_id', 'month'],
}) }}
