-- Second orders within 30 to 180 days, by the month of the first. Only months all of whose customers had the whole
-- window: the others would change with every refresh.
select
    cohort_month as month,
    'days_' || cast(window_days as varchar) as span,
    first_repeat_rate,
    repeated_customer_count,
    customer_count
from marts.first_repeat_rates
where
    segment_type = 'all'
    and window_days <= 180
    and matured_customer_count = customer_count
    and cohort_month <= $last_month
order by window_days, cohort_month
