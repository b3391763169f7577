{{ broken_keys({
    'customer_identities': ['identifier_type', 'identifier_hash', 'customer_id'],
    'customers': ['customer_id'],
    'identity_quality': ['identifier_type'],
}) }}
