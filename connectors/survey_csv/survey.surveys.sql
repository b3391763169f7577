-- Which surveys are there?
select
    list(_row) as _row,
    survey_id,
    survey_id as name,
    getvariable('survey_type') as survey_type
from src.responses
group by survey_id
