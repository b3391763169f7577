-- Members by the tier that their last 12 months earned, most members first.
select
    tier,
    count(*) as customer_count,
    count(*) / cast(sum(count(*)) over () as double) as share,
    sum(margin_12m) as margin_12m,
    sum(order_count_12m) as order_count_12m,
    sum(balance) as balance
from marts.loyalty_members
group by tier
order by customer_count desc, tier asc
