{{ broken_keys({
    'support_issues': ['issue_id'],
}) }}
