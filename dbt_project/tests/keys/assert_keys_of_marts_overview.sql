{{ broken_keys({
    'department_scorecard': ['department', 'quarter', 'metric'],
    'kpis': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_freshness': ['metric'],
    'source_reconciliation': ['source', 'table_name'],
}) }}
