{{ broken_keys({
    'attribution_credits': ['model', 'order_id', 'touchpoint_id'],
    'channel_attribution': ['month', 'channel', 'model'],
    'channels': ['channel'],
    'journey_funnel': ['funnel', 'entry_month', 'step_order', 'segment_type', 'segment_value'],
    'journey_paths': ['path'],
    'journey_stage_metrics': ['month', 'journey_stage', 'metric', 'segment_type', 'segment_value'],
    'journey_transitions': ['from_state', 'to_state'],
}) }}
