{{ broken_keys({
    'nps': ['period_type', 'period_start', 'survey_type', 'touchpoint', 'segment_type', 'segment_value'],
    'nps_score_histogram': ['month', 'survey_type', 'score'],
    'satisfaction_drivers': ['quarter', 'outcome', 'item', 'segment_type', 'segment_value'],
    'satisfaction_scores': ['month', 'metric', 'survey_type', 'touchpoint'],
    'survey_operations': ['month', 'survey_id', 'channel'],
}) }}
