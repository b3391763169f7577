with

placed as (

    select *
    from {{ ref('int_touches_placed') }}

),

actions as (

    select *
    from {{ ref('journey_map_actions') }}

),

-- Rows of one action are alternatives and have one name.
names as (

    select
        stage,
        action,
        min(name_en) as name_en,
        min(name_ja) as name_ja

    from actions
    group by stage, action

),

-- What of the list happened on a visit is one number, a bit for each event.
event_bits as (

    select
        match_value as event_name,
        cast(power(2, row_number() over (order by match_value) - 1) as bigint) as event_bit

    from actions
    where match_type = 'event_name'
    group by match_value

),

visits as (

    select
        'web.events:' || events.session_id as touchpoint_id,
        bit_or(event_bits.event_bit) as event_bits

    from {{ ref('int_events_sessionized') }} as events
    inner join event_bits
        on events.event_name = event_bits.event_name
    group by events.session_id

),

-- Customers come again and again for the same: actions are looked up for one row of each, not for their contacts.
customers as (

    select
        placed.quarter,
        placed.stage_model,
        placed.stage,
        placed.touch_type,
        visits.event_bits,
        placed.customer_id,
        min(placed.stage_order) as stage_order,
        count(*) as touch_count

    from placed
    left join visits
        on placed.touchpoint_id = visits.touchpoint_id
    group by
        placed.quarter,
        placed.stage_model,
        placed.stage,
        placed.touch_type,
        visits.event_bits,
        placed.customer_id

),

stages as (

    select
        stage_model,
        stage,
        quarter,
        min(quarter) as first_quarter,
        min(stage_order) as stage_order,
        {{ whole_sum('touch_count') }} as touch_count

    from customers
    group by grouping sets ((stage_model, stage, quarter), (stage_model, stage))

),

kinds as (

    select distinct
        stage,
        touch_type,
        event_bits

    from customers

),

matched as (

    select distinct
        kinds.stage,
        kinds.touch_type,
        kinds.event_bits,
        actions.action

    from kinds
    inner join actions
        on kinds.stage = actions.stage
    left join event_bits
        on actions.match_value = event_bits.event_name
    where
        (actions.match_type = 'touch_type' and actions.match_value = kinds.touch_type)
        or (actions.match_type = 'event_name' and event_bits.event_bit & kinds.event_bits > 0)

),

counted as (

    select
        customers.stage_model,
        customers.stage,
        matched.action,
        customers.quarter,
        {{ whole_sum('customers.touch_count') }} as touch_count,
        count(distinct customers.customer_id) as customer_count

    from customers
    inner join matched
        on
            customers.stage = matched.stage
            and customers.touch_type = matched.touch_type
            and customers.event_bits is not distinct from matched.event_bits
    group by
        grouping sets (
            (customers.stage_model, customers.stage, matched.action, customers.quarter),
            (customers.stage_model, customers.stage, matched.action)
        )

)

select
    case when counted.quarter is null then 'all_time' else 'quarter' end as period_type,
    coalesce(counted.quarter, min(stages.first_quarter) over ()) as quarter,
    counted.stage_model,
    counted.stage,
    stages.stage_order,
    counted.action,
    names.name_en,
    names.name_ja,
    counted.touch_count,
    counted.customer_count,
    {{ ratio('counted.touch_count', 'stages.touch_count') }} as touch_share

from counted
inner join stages
    on
        counted.stage_model = stages.stage_model
        and counted.stage = stages.stage
        and counted.quarter is not distinct from stages.quarter
inner join names
    on
        counted.stage = names.stage
        and counted.action = names.action
