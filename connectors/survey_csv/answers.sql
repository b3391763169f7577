-- One row per response and question.
select
    row_number() over (order by responses._row, questions._row) as _row,
    responses._synced_at,
    responses.response_id,
    responses.reason,
    questions.name as question_id,
    questions.measures,
    nullif(trim(responses._cells ->> ('$."' || questions.name || '"')), '') as value
from src.responses as responses
inner join src.questions as questions on responses._origin = questions._origin
