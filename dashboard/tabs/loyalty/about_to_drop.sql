-- Which members will fall to a lower tier if they buy nothing more, those who bring most first?
select
    customer_id,
    tier,
    tier_ahead,
    cast(ahead_month + to_months(1) as date) - 1 as falls_by,
    margin_12m,
    order_count_12m,
    points_12m,
    count(*) over () as due_count
from marts.loyalty_members
where is_about_to_drop
order by margin_12m desc, customer_id asc
limit $members
