{{ broken_keys({
    'social_posts': ['post_id'],
}) }}
