-- Each inbound issue of a customer opened in the month (numerator), and each active customer (denominator).
select
    issue_id,
    customer_id,
    1 as numerator,
    0 as denominator
from marts.support_issues
where
    customer_id is not null
    and not is_proactive
    and date_trunc('month', opened_date) = $month

union all

select
    null as issue_id,
    customer_id,
    0 as numerator,
    1 as denominator
from marts.customer_history
where is_active and month = $month
order by issue_id, customer_id
