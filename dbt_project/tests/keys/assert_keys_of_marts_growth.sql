{{ broken_keys({
    'renewals': ['month', 'plan'],
}) }}
