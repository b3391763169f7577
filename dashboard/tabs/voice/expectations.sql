-- Where do we fall short of what the same people expected, in the newest quarter, the worst first?
select
    quarter,
    item,
    mean_expectation,
    mean_satisfaction,
    gap,
    ci_low,
    ci_high,
    response_count
from marts.expectation_gaps
where quarter = (select max(newest.quarter) from marts.expectation_gaps as newest)
order by gap asc, item asc
