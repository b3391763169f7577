{{ config(group='overview') }}
{{ broken_keys({
    'int_staged_rows_counted': ['source', 'table_name'],
}) }}
