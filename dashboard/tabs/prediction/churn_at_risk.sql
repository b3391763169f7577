-- The customers at greatest risk of leaving, why, and what to do about it.
with ranked as (
    select
        customer_id,
        relation,
        churn_probability,
        baseline_probability,
        reason_1,
        reason_2,
        reason_3,
        suggested_action,
        suggested_action_ja,
        count(*) over () as high_count
    from marts.churn_risk
    where risk_band = 'high'
)

select *
from ranked
order by churn_probability desc, customer_id asc
limit $customers
