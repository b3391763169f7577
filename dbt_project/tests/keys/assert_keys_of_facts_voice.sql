{{ broken_keys({
    'survey_responses': ['response_id'],
}) }}
