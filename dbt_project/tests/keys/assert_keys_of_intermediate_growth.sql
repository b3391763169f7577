{{ config(group='growth') }}
{{ broken_keys({
    'int_customers_to_onboarding_steps': ['customer_id', 'step'],
    'int_leads_identified': ['lead_id'],
    'int_leads_to_entries': ['lead_id', 'stage'],
    'int_visitors_retained': ['cohort_grain', 'cohort_start', 'method', 'period'],
}) }}
