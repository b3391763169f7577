{{ broken_keys({
    'social_accounts': ['account_id'],
    'social_posts': ['post_id'],
}) }}
