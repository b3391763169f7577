{{ broken_keys({
    'social_engagement': ['month', 'platform', 'account_id', 'dimension', 'dimension_value'],
    'social_mentions': ['month', 'platform'],
}) }}
