{{ broken_keys({
    'stg_messaging__assignments': ['experiment_id', 'customer_record_id'],
    'stg_messaging__campaigns': ['campaign_id'],
    'stg_messaging__measures': ['measure_id'],
    'stg_messaging__messages': ['message_id'],
}) }}
