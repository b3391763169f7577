{{ config(group='overview') }}
{{ broken_keys({
    'metric_forecasts': ['metric', 'horizon'],
    'metric_parts_of_communities': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_customer_value': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_customers': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_follow_ups': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_health': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_loading': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_media': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_messages': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_orders': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_repeat_buying': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_subscriptions': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_surveys': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_texts': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_parts_of_visits': ['metric', 'month', 'segment_type', 'segment_value'],
    'metric_values_without_parts': ['metric', 'month', 'segment_type', 'segment_value'],
}) }}
