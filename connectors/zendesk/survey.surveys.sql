-- Which survey do the ratings answer?
select
    _row,
    'csat' as survey_id,
    'Satisfaction with the answer' as name,
    'transactional' as survey_type,
    'support' as touchpoint
from src.rating_survey
