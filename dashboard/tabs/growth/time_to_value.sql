-- Median days from the start to step first_value, by month of the start, months that have had the whole time.
select
    cohort_month as month,
    median_days,
    reached_customer_count,
    reached_rate
from marts.onboarding
where step = 'first_value' and matured_customer_count = cohort_customer_count
order by cohort_month
