-- From which tier to which one in the last twelve months, commonest first.
select
    from_tier,
    to_tier,
    movement,
    sum(customer_count) as customer_count
from marts.loyalty_tier_movements
where movement != 'same'
group by from_tier, to_tier, movement
order by customer_count desc, from_tier asc, to_tier asc
limit $paths
