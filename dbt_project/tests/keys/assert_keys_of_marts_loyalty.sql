{{ broken_keys({
    'loyalty_members': ['customer_id'],
}) }}
