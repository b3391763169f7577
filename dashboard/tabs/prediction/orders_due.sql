-- Whose next order is likeliest in the next 30 days, of those for whom a day can be told?
select
    customer_id,
    order_probability_30d,
    expected_next_order_date,
    days_since_last_order,
    usual_gap_days,
    case when is_overdue then 'overdue' when not is_overdue then 'in_rhythm' end as rhythm,
    next_category
from marts.next_purchase
where expected_next_order_date is not null
order by order_probability_30d desc, customer_id asc
limit $customers
