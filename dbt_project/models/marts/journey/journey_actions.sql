with

placed as (

    select *
    from {{ ref('int_touches_placed') }}

),

actions as (

    select *
    from {{ ref('journey_map_actions') }}

),

acts as (

    select distinct
        'web.events:' || session_id as touchpoint_id,
        event_name

    from {{ ref('int_events_sessionized') }}
    where event_name in (
        select match_value
        from actions
        where match_type = 'event_name'
    )

),

matched as (

    select
        placed.period_type,
        placed.quarter,
        placed.stage_model,
        placed.stage,
        placed.touchpoint_id,
        placed.customer_id,
        actions.action

    from placed
    inner join actions
        on
            placed.stage = actions.stage
            and placed.touch_type = actions.match_value
    where actions.match_type = 'touch_type'

    union

    select
        placed.period_type,
        placed.quarter,
        placed.stage_model,
        placed.stage,
        placed.touchpoint_id,
        placed.customer_id,
        actions.action

    from placed
    inner join acts
        on placed.touchpoint_id = acts.touchpoint_id
    inner join actions
        on
            placed.stage = actions.stage
            and acts.event_name = actions.match_value
    where actions.match_type = 'event_name'

),

stages as (

    select
        period_type,
        quarter,
        stage_model,
        stage,
        min(stage_order) as stage_order,
        count(*) as stage_touch_count

    from placed
    group by period_type, quarter, stage_model, stage

),

counted as (

    select
        period_type,
        quarter,
        stage_model,
        stage,
        action,
        count(*) as touch_count,
        count(distinct customer_id) as customer_count

    from matched
    group by period_type, quarter, stage_model, stage, action

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

)

select
    counted.period_type,
    counted.quarter,
    counted.stage_model,
    counted.stage,
    stages.stage_order,
    counted.action,
    names.name_en,
    names.name_ja,
    counted.touch_count,
    counted.customer_count,
    {{ ratio('counted.touch_count', 'stages.stage_touch_count') }} as touch_share

from counted
inner join stages
    on
        counted.period_type = stages.period_type
        and counted.quarter = stages.quarter
        and counted.stage_model = stages.stage_model
        and counted.stage = stages.stage
inner join names
    on
        counted.stage = names.stage
        and counted.action = names.action
