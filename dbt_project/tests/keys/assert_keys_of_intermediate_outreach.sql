{{ config(group='outreach') }}
{{ broken_keys({
    'int_audiences_filled': ['audience', 'customer_id'],
    'int_changes_estimated': ['measure_number', 'comparison'],
    'int_customers_observed': ['customer_id'],
    'int_customers_to_groups': ['measure_number', 'customer_number'],
    'int_customers_to_outcomes': ['measure_number', 'customer_number'],
    'int_customers_to_traits': ['customer_id', 'attribute', 'text_value'],
    'int_deliveries_reported': ['campaign_id', 'channel'],
    'int_effects_estimated': ['measure_number', 'variant'],
    'int_effects_summed': ['measure_number', 'variant'],
    'int_measures_dated': ['measure_id'],
    'int_measures_to_days': ['measure_number', 'business_date', 'is_treated'],
    'int_measures_windowed': ['measure_number', 'comparison'],
    'int_metrics_dated': ['metric'],
    'int_preferences_estimated': ['customer_number', 'preference'],
    'int_sending_moments_dated': ['quarter_hour'],
    'int_windows_summed': ['measure_number', 'comparison', 'period', 'is_treated'],
}) }}
