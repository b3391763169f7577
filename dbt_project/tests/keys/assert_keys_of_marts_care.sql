{{ broken_keys({
    'service_levels': ['month', 'priority'],
    'support_articles': ['article_id', 'month'],
}) }}
