-- Each inbound issue opened in the month that has a first response; the figure is the median.
select
    issue_id,
    customer_id,
    opened_at,
    first_response_minutes / 60 as value
from marts.support_issues
where
    not is_proactive
    and first_response_minutes is not null
    and date_trunc('month', opened_date) = $month
order by value, issue_id
