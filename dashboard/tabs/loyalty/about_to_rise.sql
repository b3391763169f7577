-- Which members have at least $percent % of everything that the next tier asks, the nearest first?
select
    customer_id,
    tier,
    next_tier,
    progress_to_next,
    orders_to_next,
    points_to_next,
    margin_to_next,
    count(*) over () as due_count
from marts.loyalty_members
where 100 * progress_to_next >= $percent
order by progress_to_next desc, margin_12m desc, customer_id asc
limit $members
