-- Which steps do new customers take in time, over the $months newest months that have had the step's whole time?
with ranked as (
    select
        *,
        dense_rank() over (partition by step order by cohort_month desc) as place
    from marts.onboarding
    where matured_customer_count = cohort_customer_count
)

select
    step,
    min(cohort_month) as first_month,
    max(cohort_month) as newest_month,
    sum(matured_customer_count) as matured_customer_count,
    sum(matured_reached_customer_count) as matured_reached_customer_count,
    sum(matured_customer_count) - sum(matured_reached_customer_count) as missed_count,
    sum(matured_reached_customer_count) / nullif(cast(sum(matured_customer_count) as double), 0) as reached_rate
from ranked
where place <= $months
group by step, step_order
order by step_order, step
