-- Scores of the departments by quarter.
select
    department,
    quarter as month,
    score
from marts.department_scorecard
where metric = 'total'
order by department, quarter
