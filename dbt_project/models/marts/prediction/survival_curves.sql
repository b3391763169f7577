with

durations as (

    select *
    from {{ ref('int_customers_to_durations') }}

),

cells as (

    select
        customer_id,
        cell_customer_id

    from {{ ref('int_customers_to_segment_cells') }}

),

-- Counted by cell first: few rows are then split by segment.
cell_months as (

    select
        cells.cell_customer_id as customer_id,
        durations.event,
        durations.month_number,
        {{ count_where('durations.has_happened') }} as event_count,
        {{ count_where('not durations.has_happened') }} as censored_count

    from durations
    left join cells
        on durations.customer_id = cells.customer_id
    group by cells.cell_customer_id, durations.event, durations.month_number

),

segmented as (

    {{ by_segment('cell_months') }}

),

counted as (

    select
        event,
        segment_type,
        segment_value,
        month_number,
        {{ whole_sum('event_count') }} as event_count,
        {{ whole_sum('censored_count') }} as censored_count

    from segmented
    group by event, segment_type, segment_value, month_number

),

lasts as (

    select
        event,
        segment_type,
        segment_value,
        max(month_number) as last_month_number

    from counted
    group by event, segment_type, segment_value

),

months as (

    select
        lasts.event,
        lasts.segment_type,
        lasts.segment_value,
        cast(numbers.month_number as integer) as month_number

    from lasts
    {{ numbers_to_rows('0', 'lasts.last_month_number', 'numbers', 'month_number') }}

),

followed as (

    select
        months.event,
        months.segment_type,
        months.segment_value,
        months.month_number,
        coalesce(counted.event_count, 0) as event_count,
        coalesce(counted.censored_count, 0) as censored_count,
        cast(sum(coalesce(counted.event_count, 0) + coalesce(counted.censored_count, 0)) over (
            partition by months.event, months.segment_type, months.segment_value
            order by months.month_number desc
            rows between unbounded preceding and current row
        ) as bigint) as at_risk_count

    from months
    left join counted
        on
            months.event = counted.event
            and months.segment_type = counted.segment_type
            and months.segment_value = counted.segment_value
            and months.month_number = counted.month_number

),

-- A month in which all who are left have the event ends the curve at 0, which has neither logarithm nor variance.
summed as (

    select
        *,
        sum(case
            when event_count < at_risk_count then ln({{ ratio('at_risk_count - event_count', 'at_risk_count') }})
        end) over curve as log_survival,
        sum({{ ratio('event_count', 'at_risk_count * (at_risk_count - event_count)') }}) over curve as variance,
        max(case when event_count = at_risk_count then 1 else 0 end) over curve = 1 as is_over

    from followed
    window curve as (
        partition by event, segment_type, segment_value order by month_number
        rows between unbounded preceding and current row
    )

),

survivals as (

    select
        *,
        case when is_over then 0 else exp(log_survival) end as survival,
        case when not is_over then {{ ratio(normal_quantile() ~ ' * sqrt(variance)', 'log_survival') }} end
            as half_width

    from summed

)

select
    event,
    segment_type,
    segment_value,
    month_number,
    at_risk_count,
    event_count,
    censored_count,
    survival,
    power(survival, exp(-half_width)) as ci_low,
    power(survival, exp(half_width)) as ci_high

from survivals
