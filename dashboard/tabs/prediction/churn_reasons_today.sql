-- Main reasons of today's risk: how many of those at high risk, and of all, have it.
select
    relation,
    reason_1 as reason,
    sum(case when risk_band = 'high' then 1 else 0 end) as high_count,
    count(*) as customer_count
from marts.churn_risk
where reason_1 is not null
group by relation, reason_1
having sum(case when risk_band = 'high' then 1 else 0 end) > 0
order by high_count desc, customer_count desc, relation desc, reason asc
