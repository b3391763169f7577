{{ config(meta={'dagster': {'ref': {'name': 'first_repeat_rates'}}}) }}
-- Returns cohorts of which fewer people have bought again in a longer window; only whole cohorts can be compared.
select
    shorter.cohort_month,
    shorter.segment_type,
    shorter.segment_value,
    shorter.window_days,
    longer.window_days as longer_window_days,
    shorter.repeated_customer_count,
    longer.repeated_customer_count as longer_repeated_customer_count

from {{ ref('first_repeat_rates') }} as shorter
inner join {{ ref('first_repeat_rates') }} as longer
    on
        shorter.cohort_month = longer.cohort_month
        and shorter.segment_type = longer.segment_type
        and shorter.segment_value = longer.segment_value
        and shorter.window_days < longer.window_days
where
    shorter.customer_count = shorter.matured_customer_count
    and longer.customer_count = longer.matured_customer_count
    and shorter.repeated_customer_count > longer.repeated_customer_count
