-- Expected margin of each tenth of the buyers, most valuable first.
with ranked as (
    select
        clv_expected,
        ntile(10) over (order by clv_expected desc, customer_id asc) as tenth
    from marts.customer_ltv
    where clv_expected is not null
)

select
    tenth,
    count(*) as customer_count,
    sum(clv_expected) as clv_expected,
    sum(clv_expected) / nullif(sum(sum(clv_expected)) over (), 0) as share
from ranked
group by tenth
order by tenth
