-- What was answered? Scores of NPS and of questions in the option, words of text entries.
select
    _row,
    case
        when reason is not null then reason
        when measures is null then 'neither NPS nor text, and not in option questions'
        when value is null then 'left empty'
    end as left_out,
    response_id,
    question_id,
    case when measures <> 'comment' then value end as score,
    case when measures = 'comment' then value end as text
from src.answers
