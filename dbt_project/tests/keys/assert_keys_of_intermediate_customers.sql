{{ config(group='customers') }}
{{ broken_keys({
    'int_companies_sized': ['company_id'],
    'int_customers_consented': ['customer_id', 'channel'],
    'int_customers_described': ['customer_id'],
    'int_customers_segmented': ['customer_id', 'segment_type'],
    'int_customers_to_active_months': ['customer_id', 'month'],
    'int_customers_to_segment_cells': ['customer_id'],
    'int_logins_dated': ['anonymous_id', 'login_id', 'month', 'is_placeholder'],
    'int_logins_linked': ['anonymous_id', 'customer_id'],
}) }}
