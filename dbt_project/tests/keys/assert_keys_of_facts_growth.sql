{{ broken_keys({
    'subscriptions': ['subscription_id', 'term_no'],
}) }}
