-- Questions with what they measure: NPS and text by Qualtrics, others as the option says.
with told as (
    select
        question.*,
        getvariable('questions') ->> ('$."' || question.id || '".type') as told_type,
        getvariable('questions') ->> ('$."' || question.id || '".item') as item,
        cast(getvariable('questions') ->> ('$."' || question.id || '".scale_min') as integer)
            as scale_min,
        cast(getvariable('questions') ->> ('$."' || question.id || '".scale_max') as integer)
            as scale_max
    from src.question as question
)

select
    *,
    coalesce(
        told_type,
        case
            when upper(selector) = 'NPS' then 'nps'
            when upper(question_type) = 'TE' then 'comment'
        end
    ) as measures
from told
