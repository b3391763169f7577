{{ broken_keys({
    'stg_reference__fx_rates': ['month', 'currency'],
}) }}
