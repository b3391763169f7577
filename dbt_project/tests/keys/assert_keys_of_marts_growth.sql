{{ broken_keys({
    'activity_retention': ['cohort_grain', 'cohort_start', 'method', 'period_from'],
    'event_usage': ['month', 'event_name'],
    'feature_usage': ['month', 'feature', 'segment_type', 'segment_value'],
    'lead_approaches': ['period_type', 'period_start', 'activity_type'],
    'lead_pipeline': ['month', 'stage', 'source'],
    'onboarding': ['cohort_month', 'step'],
    'product_activity': ['month', 'platform'],
    'referral_program': ['month'],
    'renewals': ['month', 'plan'],
}) }}
