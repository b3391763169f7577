-- Visitors who came back, by the month of their first visit: the newest $cohorts cohorts.
with ranked as (
    select
        *,
        dense_rank() over (order by cohort_start desc) as place
    from marts.activity_retention
    where cohort_grain = 'month' and method = 'n_day'
)

select
    cohort_start as cohort_month,
    period_from as month_number,
    cohort_visitor_count as cohort_customer_count,
    retained_visitor_count as retained_customer_count,
    retention_rate
from ranked
where place <= $cohorts
order by cohort_start, period_from
