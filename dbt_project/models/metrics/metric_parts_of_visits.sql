with

stage_metrics as (

    select
        metric,
        month,
        segment_type,
        segment_value,
        numerator,
        denominator

    from {{ ref('journey_stage_metrics') }}

),

active_customers as (

    select
        customer_id,
        month
    from {{ ref('int_customers_to_active_months') }}

),

days_in_use as (

    select distinct
        customer_id,
        business_date,
        {{ month_of('business_date') }} as month

    from {{ ref('int_customers_to_visit_days') }}

),

customer_months as (

    select
        active_customers.customer_id,
        active_customers.month,
        count(days_in_use.business_date) as day_count

    from active_customers
    left join days_in_use
        on
            active_customers.customer_id = days_in_use.customer_id
            and active_customers.month = days_in_use.month
    group by active_customers.customer_id, active_customers.month

),

segmented as (

    {{ by_segment('customer_months') }}

)

select *
from stage_metrics
where
    metric in (
        'conversion_rate', 'feature_use_rate', 'contact_rate', 'referral_rate', 'mention_count'
    )

union all

-- What a rate is divided by is a figure itself, and the same one.
select
    'session_count' as metric,
    month,
    segment_type,
    segment_value,
    denominator as numerator,
    cast(null as {{ type_double() }}) as denominator
from stage_metrics
where metric = 'conversion_rate'

union all

select
    'active_customers' as metric,
    month,
    segment_type,
    segment_value,
    cast(count(*) as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator
from segmented
group by month, segment_type, segment_value

union all

select
    'login_days_per_active_customer' as metric,
    month,
    segment_type,
    segment_value,
    cast(sum(day_count) as {{ type_double() }}) as numerator,
    cast(count(*) as {{ type_double() }}) as denominator
from segmented
group by month, segment_type, segment_value
