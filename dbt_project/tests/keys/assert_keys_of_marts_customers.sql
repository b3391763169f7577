{{ broken_keys({
    'customers': ['customer_id'],
    'identity_quality': ['identifier_type'],
}) }}
