-- Members by month and how their tier changed in it; who kept theirs is left out.
select
    month,
    movement,
    sum(customer_count) as customer_count
from marts.loyalty_tier_movements
where movement != 'same'
group by month, movement
order by month asc, case movement when 'up' then 1 when 'down' then 2 else 3 end asc
