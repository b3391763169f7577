-- Expected margin of each tenth of the buyers, most valuable first.
select
    value_tenth as tenth,
    count(*) as customer_count,
    sum(clv_expected) as clv_expected,
    sum(clv_expected) / nullif(sum(sum(clv_expected)) over (), 0) as share
from marts.customer_ltv
where clv_expected is not null
group by value_tenth
order by value_tenth
