{{ broken_keys({
    'customer_contacts': ['customer_id'],
}) }}
