-- What does it ask? From extremely unhappy (1) to extremely happy (7).
select
    _row,
    'csat' as survey_id,
    'rating' as question_id,
    'csat' as question_type,
    1 as scale_min,
    7 as scale_max
from src.rating_survey
