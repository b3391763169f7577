-- What do they ask?
select
    _row,
    _deleted,
    _synced_at as _loaded_at,
    case when measures is null then 'neither NPS nor text, and not in option questions' end
        as left_out,
    survey_id,
    id as question_id,
    measures as question_type,
    item,
    question_text as text,
    scale_min,
    scale_max
from src.questions
