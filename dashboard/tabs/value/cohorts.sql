-- Customers who ordered again, by the month of their first order: the newest $cohorts cohorts, $months months each.
with ranked as (
    select
        *,
        dense_rank() over (order by cohort_month desc) as place
    from marts.cohort_retention
    where basis = 'order' and segment_type = 'all'
)

select
    cohort_month,
    month_number,
    cohort_customer_count,
    retained_customer_count,
    retention_rate
from ranked
where place <= $cohorts and month_number <= $months
order by cohort_month, month_number
