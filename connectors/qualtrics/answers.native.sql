-- One row per response and question of the export.
select
    row_number() over (order by responses._row, questions.place) as _row,
    responses.id as response_id,
    responses.reason,
    questions.id as question_id,
    questions.measures,
    nullif(trim(responses._cells ->> ('$."' || questions.name || '"')), '') as value
from src.responses as responses
inner join src.questions as questions on responses._origin = questions._origin
