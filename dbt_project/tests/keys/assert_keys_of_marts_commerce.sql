{{ broken_keys({
    'companies': ['company_id'],
}) }}
