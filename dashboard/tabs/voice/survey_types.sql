-- The $survey_types types of surveys with most answers, relational first; it alone while nobody has answered.
with answered as (
    select
        survey_type,
        max(response_count) as response_count
    from marts.nps
    where touchpoint = 'all' and segment_type = 'all'
    group by survey_type
),

known as (
    select
        survey_type,
        response_count
    from answered
    union all
    select
        'relational' as survey_type,
        0 as response_count
    where not exists (select survey_type from answered)
)

select survey_type
from known
order by
    case survey_type when 'relational' then 1 when 'transactional' then 2 else 3 end asc,
    response_count desc,
    survey_type asc
limit $survey_types
