{{ config(group='prediction') }}
{{ broken_keys({
    'int_customers_to_products': ['days_before', 'customer_number', 'product_number'],
    'int_customers_to_recommend': ['days_before', 'customer_number'],
    'int_interests_shown': ['customer_id', 'category', 'shown_by', 'business_date'],
    'int_items_bought': ['order_number', 'product_number'],
    'int_items_paired': ['level', 'item_number', 'other_number'],
    'int_lines_to_next_categories': ['customer_id'],
    'int_products_associated': ['days_before', 'left_number', 'right_number'],
    'int_products_bought_later': ['days_before', 'customer_number', 'product_number'],
    'int_products_numbered': ['product_id'],
    'int_products_offered': ['days_before', 'product_number'],
    'int_recommendations_filled': ['days_before', 'method', 'customer_number', 'place'],
    'int_recommendations_judged': ['method', 'customer_number'],
    'int_recommendations_scored': ['days_before', 'customer_number', 'place'],
}) }}
