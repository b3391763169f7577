{{ broken_keys({
    'leads': ['lead_id'],
    'subscriptions': ['subscription_id', 'term_no'],
}) }}
