-- What was answered?
select
    _row,
    _synced_at as _loaded_at,
    case
        when reason is not null then reason
        when value is null then 'left empty'
        when measures <> 'comment' and read_decimal(value) is null
            then 'no number where a score was asked'
    end as left_out,
    response_id,
    question_id,
    case when measures <> 'comment' then read_decimal(value) end as score,
    case when measures = 'comment' then value end as text
from src.answers
