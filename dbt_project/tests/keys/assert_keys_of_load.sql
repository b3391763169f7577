{{ broken_keys({
    'answers_judged': ['file', 'row_number'],
    'as_of': ['as_of_at'],
    'data_checks': ['source', 'table_name', 'column_name', 'check_name', 'message'],
    'deleted_customers': ['customer_record_id'],
    'exports': ['export_id'],
    'identity_salt': ['salt'],
    'landing_files': ['source', 'table_name', 'file'],
    'nulled_values': ['source', 'table_name', 'file', 'row_number', 'column_name'],
    'orders_with_quarantined_lines': ['order_id'],
    'outdated_rows': ['source', 'table_name', 'file', 'row_number'],
    'quarantine': ['source', 'table_name', 'file', 'row_number'],
    'set_aside_rows': ['source', 'table_name', 'file', 'row_number'],
}) }}
