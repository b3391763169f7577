{{ broken_keys({
    'stg_survey__answers': ['response_id', 'question_id'],
    'stg_survey__invitations': ['invitation_id'],
    'stg_survey__questions': ['survey_id', 'question_id'],
    'stg_survey__responses': ['response_id'],
    'stg_survey__surveys': ['survey_id'],
}) }}
