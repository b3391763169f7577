with

measures as (

    select
        measures.measure_id,
        measures.name,
        measures.experiment_id,
        measures.target,
        measures.target_segment_type,
        measures.target_segment_value,
        measures.goal_event,
        coalesce(measures.goal_is_unwanted, false) as goal_is_unwanted,
        measures.started_at,
        measures.ended_at,
        -- A measure that is still running is looked at up to as_of.
        case when measures.ended_at <= as_of.as_of_at then measures.ended_at else as_of.as_of_at end as period_end,
        coalesce(measures.ended_at <= as_of.as_of_at, false) as is_complete,
        measures.cost,
        coalesce(measures.currency, '{{ var("reporting_currency") }}') as currency,
        {{ business_date('measures.started_at') }} as started_date,
        {{ business_date('measures.ended_at') }} as ended_date,
        {{ month_of(business_date('measures.started_at')) }} as month,
        row_number() over (order by measures.measure_id) as measure_number

    from {{ ref('stg_messaging__measures') }} as measures
    cross join {{ ref('as_of') }} as as_of
    where
        {{ happened_by_as_of('measures.started_at') }}
        and coalesce(measures.ended_at >= measures.started_at, true)

)

select
    measures.measure_number,
    measures.measure_id,
    measures.name,
    measures.experiment_id,
    measures.target,
    measures.target_segment_type,
    measures.target_segment_value,
    measures.goal_event,
    measures.goal_is_unwanted,
    measures.started_at,
    measures.started_date,
    measures.ended_date,
    measures.period_end,
    measures.is_complete,
    {{ money(in_reporting_currency('measures.cost')) }} as cost

from measures
left join {{ ref('int_fx_rates_extended') }} as fx_rates
    on
        measures.currency = fx_rates.currency
        and measures.month >= fx_rates.valid_from_month
        and measures.month < fx_rates.valid_before_month
