-- What the customer got so far and in the running term, for a talk about the renewal.
select
    customer_id,
    period,
    plan,
    month_count,
    monthly_amount,
    active_day_count,
    session_count,
    feature_count,
    order_count,
    discount_amount,
    solved_issue_count,
    launched_idea_count
from marts.customer_benefits
where customer_id in (select unnest($customers))
order by customer_id asc, period asc
