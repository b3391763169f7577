with

-- Scores have 6 decimals: as decimals they add up to the same sum in any order of rows.
scores as (

    select
        customer_id,
        {{ month_of('snapshot_date') }} as month,
        cast(score as decimal(38, 6)) as score,
        case when band = 'risk' then 1 else 0 end as is_at_risk

    from {{ ref('customer_health') }}
    where score is not null

),

segmented as (

    {{ by_segment('scores') }}

),

totals as (

    select
        month,
        segment_type,
        segment_value,
        sum(score) as score_sum,
        sum(is_at_risk) as at_risk_count,
        count(*) as customer_count

    from segmented
    group by month, segment_type, segment_value

)

select
    'health_mean' as metric,
    month,
    segment_type,
    segment_value,
    cast(score_sum as {{ type_double() }}) as numerator,
    cast(customer_count as {{ type_double() }}) as denominator
from totals

union all

select
    'at_risk_share' as metric,
    month,
    segment_type,
    segment_value,
    cast(at_risk_count as {{ type_double() }}) as numerator,
    cast(customer_count as {{ type_double() }}) as denominator
from totals
