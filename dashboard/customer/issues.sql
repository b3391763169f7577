-- What the customer asked for help with lately.
select
    customer_id,
    topic,
    ticket_count,
    first_response_minutes,
    reopened_count,
    csat_score,
    timezone($zone, timezone('UTC', opened_at)) as opened,
    timezone($zone, timezone('UTC', resolved_at)) as resolved
from marts.support_issues
where customer_id in (select unnest($customers)) and not is_proactive
qualify row_number() over (partition by customer_id order by opened_at desc, issue_id desc) <= $issues
order by customer_id asc, opened_at desc, issue_id desc
