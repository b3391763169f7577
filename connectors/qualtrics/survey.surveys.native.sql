-- Which surveys are there? One a file.
select
    list(_row) as _row,
    case when not bool_or(is_whole) then 'the file has not all three header rows' end as left_out,
    survey_id,
    survey_id as name,
    coalesce(
        any_value(getvariable('survey_types') ->> ('$."' || survey_id || '"')), 'relational'
    ) as survey_type
from src.responses
group by survey_id
