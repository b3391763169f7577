-- Churn of subscribers in complete months, all plans together.
select
    month,
    churn_rate,
    opening_customer_count,
    churned_customer_count,
    joined_customer_count,
    silent_churned_customer_count,
    closing_customer_count
from marts.churn
where
    plan = 'all'
    and segment_type = 'all'
    and is_complete
    and churn_rate is not null
order by month
