-- What each department's score is made of in the newest quarter, heaviest first.
with told as (
    select
        *,
        max(quarter) over () as newest
    from marts.department_scorecard
)

select
    department,
    metric,
    weight,
    normalised,
    score,
    quarter
from told
where metric != 'total' and quarter = newest and normalised is not null
order by
    case department when 'all' then 1 else 2 end asc,
    department asc,
    weight desc,
    metric asc
