{{ broken_keys({
    'survey_answers': ['response_id', 'question_id'],
    'survey_responses': ['response_id'],
    'surveys': ['survey_id'],
    'text_topics': ['text_id', 'topic'],
    'texts': ['text_id'],
}) }}
