-- What each tier asks and offers, and how many members it has, the highest first.
select
    tier,
    member_count,
    member_count / cast(nullif(sum(member_count) over (), 0) as double) as share,
    min_points,
    min_margin,
    min_orders,
    benefits,
    benefits_ja
from marts.membership_tiers
order by tier_order desc
