{{ config(group='commerce') }}
{{ broken_keys({
    'int_order_lines_shared': ['order_id', 'line_no'],
}) }}
