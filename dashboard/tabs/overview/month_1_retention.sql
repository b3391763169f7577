-- Of the customers of a cohort, those who ordered again in the month after; complete months only.
select
    'month' as period_type,
    cohort_month as period_start,
    is_complete,
    retention_rate as value,
    retained_customer_count,
    cohort_customer_count,
    cohort_customer_count < 30 as is_uncertain
from marts.cohort_retention
where
    basis = 'order'
    and segment_type = 'all'
    and month_number = 1
    and is_complete
    and retention_rate is not null
order by cohort_month
