{{ broken_keys({
    'audience_contacts': ['audience', 'customer_id'],
    'contact_list': ['customer_id'],
    'customer_contacts': ['customer_id'],
}) }}
