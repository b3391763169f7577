-- What does it ask? Good or bad.
select
    _row,
    'csat' as survey_id,
    'rating' as question_id,
    'csat' as question_type,
    1 as scale_min,
    5 as scale_max
from src.rating_survey
