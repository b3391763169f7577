{{ broken_keys({
    'companies': ['company_id'],
    'consumption_statistics': ['quarter', 'category', 'region', 'age_band', 'weekday'],
}) }}
