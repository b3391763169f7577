with

steps as (

    select
        *,
        row_number() over (partition by funnel order by step_order) as step_number

    from {{ ref('funnels') }}

),

visitors as (

    select
        visitor_key,
        min(customer_id) as customer_id

    from {{ ref('int_moments_to_funnel_steps') }}
    group by visitor_key

),

reached as (

    select
        reached.funnel,
        reached.step_number,
        visitors.customer_id,
        {{ month_of(business_date('reached.entered_at')) }} as entry_month,
        reached.entered_at,
        (
            {{ epoch_micros('reached.reached_at') }} - {{ epoch_micros('reached.previous_at') }}
        ) as micros_from_previous

    from {{ ref('int_visitors_to_funnel_steps') }} as reached
    inner join visitors
        on reached.visitor_key = visitors.visitor_key

),

segmented as (

    {{ by_segment('reached') }}

),

-- Whose window is still open may yet arrive: such people are counted, and kept out of the rates.
entrants as (

    select
        segmented.funnel,
        segmented.entry_month,
        segmented.segment_type,
        segmented.segment_value,
        steps.step_number,
        steps.step_order,
        steps.step,
        steps.window_days,
        count(*) as entrant_count,
        {{ count_where("segmented.entered_at + steps.window_days * interval '1 day' > as_of.as_of_at") }} as open_entrant_count

    from segmented
    inner join steps
        on segmented.funnel = steps.funnel
    cross join {{ ref('as_of') }} as as_of
    where segmented.step_number = 1
    group by
        segmented.funnel,
        segmented.entry_month,
        segmented.segment_type,
        segmented.segment_value,
        steps.step_number,
        steps.step_order,
        steps.step,
        steps.window_days

),

arrivals as (

    select
        segmented.funnel,
        segmented.entry_month,
        segmented.segment_type,
        segmented.segment_value,
        segmented.step_number,
        count(*) as reached_count,
        {{ count_where("segmented.entered_at + steps.window_days * interval '1 day' <= as_of.as_of_at") }} as matured_reached_count,
        percentile_cont(0.5) within group (order by segmented.micros_from_previous) as median_micros

    from segmented
    inner join steps
        on
            segmented.funnel = steps.funnel
            and segmented.step_number = steps.step_number
    cross join {{ ref('as_of') }} as as_of
    group by
        segmented.funnel,
        segmented.entry_month,
        segmented.segment_type,
        segmented.segment_value,
        segmented.step_number

),

joined as (

    select
        entrants.*,
        entrants.entrant_count - entrants.open_entrant_count as matured_entrant_count,
        coalesce(arrivals.reached_count, 0) as reached_count,
        coalesce(arrivals.matured_reached_count, 0) as matured_reached_count,
        arrivals.median_micros

    from entrants
    left join arrivals
        on
            entrants.funnel = arrivals.funnel
            and entrants.entry_month = arrivals.entry_month
            and entrants.segment_type = arrivals.segment_type
            and entrants.segment_value = arrivals.segment_value
            and entrants.step_number = arrivals.step_number

),

compared as (

    select
        *,
        lag(matured_reached_count) over (
            partition by funnel, entry_month, segment_type, segment_value order by step_number
        ) as previous_reached_count

    from joined

)

select
    funnel,
    entry_month,
    step_order,
    step,
    segment_type,
    segment_value,
    entrant_count,
    reached_count,
    open_entrant_count,
    matured_entrant_count,
    matured_reached_count,
    {{ ratio('matured_reached_count', 'matured_entrant_count') }} as conversion_rate,
    1 - {{ ratio('matured_reached_count', 'previous_reached_count') }} as drop_off_rate,
    median_micros / 3600000000.0 as median_hours_from_previous

from compared
