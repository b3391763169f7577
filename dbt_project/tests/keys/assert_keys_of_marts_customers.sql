{{ broken_keys({
    'customer_health': ['customer_id', 'snapshot_date'],
    'customer_history': ['customer_id', 'month'],
    'customers': ['customer_id'],
    'health_backtest': ['snapshot_date', 'relation', 'band'],
    'identity_quality': ['identifier_type'],
    'segment_movements': ['month', 'segment_type', 'from_value', 'to_value'],
    'segment_profiles': ['profile', 'group', 'attribute', 'value'],
}) }}
