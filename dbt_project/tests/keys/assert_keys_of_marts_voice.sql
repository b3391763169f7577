{{ broken_keys({
    'detractor_follow_ups': ['response_id'],
    'driver_worth': ['item'],
    'expectation_gaps': ['quarter', 'item'],
    'feedback_loop': ['roadmap_item_id'],
    'improvement_loops': ['loop_id', 'step_order'],
    'loyalty_behaviour': ['period_type', 'period_start', 'nps_band'],
    'nps': ['period_type', 'period_start', 'survey_type', 'touchpoint', 'segment_type', 'segment_value'],
    'nps_score_histogram': ['month', 'survey_type', 'score'],
    'satisfaction_drivers': ['quarter', 'outcome', 'item', 'segment_type', 'segment_value'],
    'satisfaction_scores': ['month', 'metric', 'survey_type', 'touchpoint'],
    'sentiment_card': ['language', 'scorer'],
    'survey_operations': ['month', 'survey_id', 'channel'],
}) }}
