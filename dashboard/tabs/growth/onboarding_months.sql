-- Reached rate of each step by month of the start, months whose customers have had the whole time.
select
    cohort_month as month,
    step,
    reached_rate
from marts.onboarding
where matured_customer_count = cohort_customer_count
order by cohort_month
