{{ broken_keys({
    'source_reconciliation': ['source', 'table_name'],
}) }}
