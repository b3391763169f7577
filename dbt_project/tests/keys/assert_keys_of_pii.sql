{{ broken_keys({
    'contact_list': ['customer_id'],
    'customer_contacts': ['customer_id'],
}) }}
