{{ broken_keys({
    'calendar': ['calendar_date'],
    'campaigns': ['campaign_id'],
    'order_lines': ['order_id', 'line_no'],
    'products': ['product_id'],
}) }}
