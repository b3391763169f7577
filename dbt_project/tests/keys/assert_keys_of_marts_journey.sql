{{ broken_keys({
    'journey_actions': ['period_type', 'quarter', 'stage_model', 'stage', 'action'],
    'journey_map': ['period_type', 'quarter', 'stage_model', 'stage', 'touch_type', 'channel'],
    'attribution_credits': ['model', 'order_id', 'touchpoint_id'],
    'channel_attribution': ['month', 'channel', 'model'],
    'channels': ['channel'],
    'journey_funnel': ['funnel', 'entry_month', 'step_order', 'segment_type', 'segment_value'],
    'journey_paths': ['path'],
    'journey_stage_metrics': ['month', 'journey_stage', 'metric', 'segment_type', 'segment_value'],
    'journey_transitions': ['from_state', 'to_state'],
}) }}
