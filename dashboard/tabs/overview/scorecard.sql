-- Score of each department in the newest quarter, beside the quarter before.
with told as (
    select
        department,
        quarter,
        score,
        weight as known_weight,
        lag(score) over (partition by department order by quarter) as previous_score,
        max(quarter) over () as newest
    from marts.department_scorecard
    where metric = 'total'
)

select
    department,
    quarter,
    score,
    previous_score,
    known_weight
from told
where quarter = newest
order by
    case department when 'all' then 1 else 2 end,
    department
