{{ broken_keys({
    'stg_social__account_daily': ['date', 'account_id'],
    'stg_social__accounts': ['account_id'],
    'stg_social__customer_handles': ['customer_record_id', 'platform', 'handle'],
    'stg_social__mentions': ['mention_id'],
    'stg_social__post_metrics': ['date', 'post_id'],
    'stg_social__posts': ['post_id'],
}) }}
