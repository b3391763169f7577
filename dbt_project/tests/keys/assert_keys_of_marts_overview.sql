{{ broken_keys({
    'action_items': ['customer_id', 'rule'],
    'customer_360': ['customer_id'],
    'customer_benefits': ['customer_id', 'period'],
    'department_scorecard': ['department', 'quarter', 'metric'],
    'kpis': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_freshness': ['metric'],
    'quarantined_rows': ['source', 'table_name', 'file', 'row_number'],
    'source_reconciliation': ['source', 'table_name'],
}) }}
