{{ broken_keys({
    'cev_reconciliation': ['mapping'],
    'churn': ['month', 'plan', 'segment_type', 'segment_value'],
    'churn_reasons': ['month', 'plan', 'reason'],
    'clv_model_fit': ['model', 'name'],
    'cohort_retention': ['basis', 'cohort_month', 'month_number', 'segment_type', 'segment_value'],
    'customer_cev': ['customer_id', 'mapping'],
    'customer_ltv': ['customer_id'],
    'customer_segments': ['customer_id'],
    'first_repeat_rates': ['cohort_month', 'window_days', 'segment_type', 'segment_value'],
    'ltv_by_acquisition': ['acquisition_channel', 'cohort_quarter'],
    'repeat_rates': ['month', 'variant', 'segment_type', 'segment_value'],
    'revenue_movements': ['month', 'movement'],
}) }}
