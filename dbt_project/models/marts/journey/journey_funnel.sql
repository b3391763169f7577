with

steps as (

    select
        *,
        row_number() over (partition by funnel order by step_order) as step_number

    from {{ ref('funnels') }}

),

visitors as (

    select
        visitor_number,
        customer_id

    from {{ ref('int_visitors_numbered') }}

),

-- Segments are found per visitor: each has many steps.
segmented_visitors as (

    {{ by_segment('visitors') }}

),

reached as (

    select
        reached.funnel,
        reached.visitor_number,
        reached.step_number,
        {{ month_of(business_date('reached.entered_at')) }} as entry_month,
        {{ epoch_micros('reached.reached_at') }} - {{ epoch_micros('reached.previous_at') }} as micros_from_previous,
        -- Who may still arrive is counted, and kept out of the rates.
        case
            when reached.entered_at + steps.window_days * interval '1 day' > as_of.as_of_at then 0
            else 1
        end as matured_count

    from {{ ref('int_visitors_to_funnel_steps') }} as reached
    inner join steps
        on
            reached.funnel = steps.funnel
            and reached.step_number = steps.step_number
    cross join {{ ref('as_of') }} as as_of

),

arrivals as (

    select
        reached.funnel,
        reached.entry_month,
        reached.step_number,
        segmented_visitors.segment_type,
        segmented_visitors.segment_value,
        count(*) as reached_count,
        {{ whole_sum('reached.matured_count') }} as matured_reached_count,
        percentile_cont(0.5) within group (order by reached.micros_from_previous) as median_micros

    from reached
    inner join segmented_visitors
        on reached.visitor_number = segmented_visitors.visitor_number
    group by
        reached.funnel,
        reached.entry_month,
        reached.step_number,
        segmented_visitors.segment_type,
        segmented_visitors.segment_value

),

-- Step 1 is reached by whoever enters: its counts hold for the whole funnel.
entrants as (

    select
        arrivals.funnel,
        arrivals.entry_month,
        arrivals.segment_type,
        arrivals.segment_value,
        steps.step_number,
        steps.step_order,
        steps.step,
        arrivals.reached_count as entrant_count,
        arrivals.matured_reached_count as matured_entrant_count

    from arrivals
    inner join steps
        on arrivals.funnel = steps.funnel
    where arrivals.step_number = 1

),

joined as (

    select
        entrants.*,
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
    entrant_count - matured_entrant_count as open_entrant_count,
    matured_entrant_count,
    matured_reached_count,
    {{ ratio('matured_reached_count', 'matured_entrant_count') }} as conversion_rate,
    1 - {{ ratio('matured_reached_count', 'previous_reached_count') }} as drop_off_rate,
    median_micros / 3600000000.0 as median_hours_from_previous

from compared
