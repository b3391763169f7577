{{ config(materialized='tracked', meta={'increments': {
    'key': 'touchpoint_id',
    'by': {
        'int_touches_unioned': 'touchpoint_id',
        'int_events_sessionized': 'session_id << int_touches_unioned.session_id',
    },
}}) }}
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
        cast(dense_rank() over (partition by stage_model order by stage_order, stage) as integer) as stage_rank

    from {{ ref('journey_stage_rules') }}

),

stages as (

    select distinct
        stage_model,
        stage,
        stage_order,
        stage_rank

    from rules

),

models as (

    select distinct stage_model
    from rules

),

session_stages as (

    select
        events.session_id,
        rules.stage_model,
        max(rules.stage_rank) as stage_rank

    from {{ ref('int_events_sessionized') }} as events
    inner join rules
        on events.event_name = rules.match_value
    where rules.match_type = 'event_name'
    group by events.session_id, rules.stage_model

),

furthest as (

    select
        models.stage_model,
        touches.touchpoint_id,
        greatest(coalesce(rules.stage_rank, 0), coalesce(session_stages.stage_rank, 0)) as stage_rank

    from touches
    cross join models
    left join rules
        on
            touches.touch_type = rules.match_value
            and models.stage_model = rules.stage_model
            and rules.match_type = 'touch_type'
    left join session_stages
        on
            touches.session_id = session_stages.session_id
            and models.stage_model = session_stages.stage_model

)

-- Rank 0, no rule at all, meets no stage.
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
