-- What do they ask?
select
    _row,
    survey_id,
    name as question_id,
    measures as question_type,
    item,
    name as text,
    scale_min,
    scale_max
from src.questions
