{{ broken_keys({
    'customer_identities': ['identifier_type', 'identifier_hash', 'customer_id'],
}) }}
