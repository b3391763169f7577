{{ config(group='commerce') }}
{{ broken_keys({
    'int_products_categorised': ['product_id'],
    'int_categories_named': ['category'],
    'int_order_lines_shared': ['order_id', 'line_no'],
    'int_order_lines_to_people': ['order_id', 'category'],
    'int_purchases_to_cells': ['order_id', 'category', 'region', 'age_band', 'weekday'],
    'int_stock_to_demand': ['product_id', 'business_date'],
}) }}
