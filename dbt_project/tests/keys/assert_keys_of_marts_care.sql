{{ broken_keys({
    'support_articles': ['article_id', 'month'],
    'support_issues': ['issue_id'],
}) }}
