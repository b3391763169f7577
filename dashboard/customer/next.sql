-- When and of what the next order is likely.
select
    customer_id,
    order_probability_30d,
    expected_next_order_date,
    usual_gap_days,
    is_overdue,
    next_category
from marts.next_purchase
where customer_id in (select unnest($customers))
order by customer_id
