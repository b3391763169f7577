{{ broken_keys({
    'audience_members': ['audience', 'customer_id'],
    'consent_violations': ['message_id'],
    'contact_preferences': ['customer_id'],
    'contact_pressure': ['channel', 'pressure_band'],
    'measure_before_after': ['measure_id', 'comparison'],
    'measure_effects': ['measure_id', 'variant'],
    'message_performance': ['month', 'campaign_id', 'channel'],
}) }}
