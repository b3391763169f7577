with

buyers as (

    select
        month,
        segment_type,
        segment_value,
        customer_count,
        repeat_customer_count

    from {{ ref('repeat_rates') }}
    where variant = 'ever_before'

)

select
    'active_buyers' as metric,
    month,
    segment_type,
    segment_value,
    cast(customer_count as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator,
    true as is_settled
from buyers

union all

select
    'repeat_rate' as metric,
    month,
    segment_type,
    segment_value,
    cast(repeat_customer_count as {{ type_double() }}) as numerator,
    cast(customer_count as {{ type_double() }}) as denominator,
    true as is_settled
from buyers

union all

-- The last customers of a cohort have their 90 days later than the first.
select
    'first_repeat_rate_90d' as metric,
    cohort_month as month,
    segment_type,
    segment_value,
    cast(repeated_customer_count as {{ type_double() }}) as numerator,
    cast(matured_customer_count as {{ type_double() }}) as denominator,
    matured_customer_count = customer_count as is_settled
from {{ ref('first_repeat_rates') }}
where window_days = 90

union all

-- Told in the month of coming back, which is the one that people wait for.
select
    'month_1_retention_rate' as metric,
    {{ add_months('cohort_month', 1) }} as month,
    segment_type,
    segment_value,
    cast(retained_customer_count as {{ type_double() }}) as numerator,
    cast(cohort_customer_count as {{ type_double() }}) as denominator,
    true as is_settled
from {{ ref('cohort_retention') }}
where basis = 'order' and month_number = 1
