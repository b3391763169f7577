{{ config(group='outreach') }}
{{ broken_keys({
    'int_deliveries_reported': ['campaign_id', 'channel'],
    'int_preferences_estimated': ['customer_number', 'preference'],
    'int_sending_moments_dated': ['quarter_hour'],
}) }}
