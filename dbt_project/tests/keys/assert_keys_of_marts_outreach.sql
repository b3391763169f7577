{{ broken_keys({
    'contact_preferences': ['customer_id'],
    'message_performance': ['month', 'campaign_id', 'channel'],
}) }}
