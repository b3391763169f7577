{{ broken_keys({
    'customer_interests': ['customer_id', 'rank'],
    'kpi_forecasts': ['metric', 'month'],
    'next_purchase': ['customer_id'],
    'product_affinities': ['level', 'left_id', 'right_id'],
    'recommendation_fit': ['method'],
    'recommendations': ['customer_id', 'rank'],
    'survival_curves': ['event', 'segment_type', 'segment_value', 'month_number'],
}) }}
