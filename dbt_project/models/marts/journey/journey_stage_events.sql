with

touches as (

    select
        touchpoint_id,
        touch_type,
        session_id

    from {{ ref('int_touches_unioned') }}

),

-- Two stages of one model under one number: the later name wins, so that every touch has one stage.
rules as (

    select
        *,
        dense_rank() over (partition by stage_model order by stage_order, stage) as stage_rank

    from {{ ref('journey_stage_rules') }}

),

session_events as (

    select distinct
        session_id,
        event_name

    from {{ ref('int_events_sessionized') }}

),

reached as (

    select
        touches.touchpoint_id,
        rules.stage_model,
        rules.stage_rank

    from touches
    inner join rules
        on touches.touch_type = rules.match_value
    where rules.match_type = 'touch_type'

    union all

    select
        touches.touchpoint_id,
        rules.stage_model,
        rules.stage_rank

    from session_events
    inner join rules
        on session_events.event_name = rules.match_value
    inner join touches
        on session_events.session_id = touches.session_id
    where rules.match_type = 'event_name'

),

furthest as (

    select
        stage_model,
        touchpoint_id,
        max(stage_rank) as stage_rank

    from reached
    group by stage_model, touchpoint_id

),

stages as (

    select distinct
        stage_model,
        stage,
        stage_order,
        stage_rank

    from rules

)

select
    furthest.stage_model,
    furthest.touchpoint_id,
    stages.stage,
    stages.stage_order

from furthest
inner join stages
    on
        furthest.stage_model = stages.stage_model
        and furthest.stage_rank = stages.stage_rank
