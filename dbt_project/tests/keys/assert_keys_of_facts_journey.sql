{{ broken_keys({
    'customer_timeline': ['touchpoint_id'],
    'journey_stage_events': ['stage_model', 'touchpoint_id'],
    'sessions': ['session_id'],
    'touchpoints': ['touchpoint_id'],
}) }}
