with

steps as (

    select
        {{ month_of(business_date('steps.started_at')) }} as cohort_month,
        steps.step_order,
        steps.step,
        steps.reached_at is not null as is_reached,
        steps.until_at <= as_of.as_of_at as is_matured,
        {{ days_passed('steps.started_at', 'steps.reached_at') }} as days_needed

    from {{ ref('int_customers_to_onboarding_steps') }} as steps
    cross join {{ ref('as_of') }} as as_of

),

counted as (

    select
        cohort_month,
        step_order,
        step,
        count(*) as cohort_customer_count,
        {{ count_where('is_reached') }} as reached_customer_count,
        {{ count_where('is_matured') }} as matured_customer_count,
        {{ count_where('is_matured and is_reached') }} as matured_reached_customer_count,
        percentile_cont(0.5) within group (order by days_needed) as median_days

    from steps
    group by cohort_month, step_order, step

)

select
    cohort_month,
    step_order,
    step,
    cohort_customer_count,
    reached_customer_count,
    matured_customer_count,
    matured_reached_customer_count,
    {{ ratio('matured_reached_customer_count', 'matured_customer_count') }} as reached_rate,
    median_days

from counted
