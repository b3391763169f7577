{{ broken_keys({
    'stg_web__ad_spend': ['date', 'channel', 'campaign_id'],
    'stg_web__events': ['event_id'],
    'stg_web__search_console': ['date', 'query', 'page_path'],
}) }}
