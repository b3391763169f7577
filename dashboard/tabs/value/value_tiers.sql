-- Customers and money of each value tier, highest first.
select
    value_tier,
    count(*) as customer_count,
    sum(clv_expected) as clv_expected,
    sum(clv_expected) / nullif(sum(sum(clv_expected)) over (), 0) as share,
    sum(ltv_realised) as ltv_realised
from marts.customer_ltv
where value_tier is not null
group by value_tier
order by case value_tier when 'high' then 1 when 'mid' then 2 else 3 end
