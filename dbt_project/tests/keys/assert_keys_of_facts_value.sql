{{ broken_keys({
    'cev_ledger': ['value_event_id'],
    'orders': ['order_id'],
}) }}
