-- Which surveys are there?
select
    list(_row) as _row,
    case when bool_and(is_copy) then 'the same file under another name' end as left_out,
    survey_id,
    survey_id as name,
    getvariable('survey_type') as survey_type
from src.responses
group by survey_id
