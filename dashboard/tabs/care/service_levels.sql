-- Of the problems of the last $months complete months, how many were answered and solved in time, by priority?
select
    priority,
    sum(issue_count) as issue_count,
    sum(first_response_in_sla_count) / cast(nullif(sum(first_response_judged_count), 0) as double)
        as first_response_in_sla_rate,
    sum(first_response_judged_count) as first_response_judged_count,
    sum(resolution_in_sla_count) / cast(nullif(sum(resolution_judged_count), 0) as double) as resolution_in_sla_rate,
    sum(resolution_judged_count) as resolution_judged_count
from marts.service_levels
where month > $last_month - to_months(cast($months as integer)) and month <= $last_month
group by priority
order by
    case priority
        when 'all' then 0 when 'urgent' then 1 when 'high' then 2 when 'medium' then 3 when 'low' then 4 else 5
    end asc
