-- Speed and outcome of the problems of each topic, largest first.
select
    topic,
    count(*) as issue_count,
    sum(case when resolved_at is null then 1 else 0 end) as open_count,
    median(first_response_minutes) / 60 as response_hours,
    median(resolution_minutes) / 60 as resolution_hours,
    quantile_cont(resolution_minutes, 0.9) / 60 as slow_hours,
    sum(case when reopened_count > 0 then 1 else 0 end) / cast(count(*) as double) as reopened_rate,
    avg(csat_score) as csat_score
from marts.support_issues
where not is_proactive
group by topic
order by issue_count desc, topic asc
limit $topics
