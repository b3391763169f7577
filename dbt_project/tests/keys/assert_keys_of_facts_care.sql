{{ broken_keys({
    'articles': ['article_id'],
    'support_issues': ['issue_id'],
}) }}
