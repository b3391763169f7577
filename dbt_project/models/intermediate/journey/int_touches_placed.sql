with

touches as (

    select
        touches.touchpoint_id,
        touches.visitor_key,
        touches.customer_id,
        touches.touch_type,
        coalesce(touches.channel, 'unknown') as channel,
        {{ quarter_of(business_date('touches.occurred_at')) }} as quarter,
        touches.occurred_at,
        case when touches.customer_id is not null then contacted.touchpoint_id is not null end as is_contacted

    from {{ ref('int_touches_unioned') }} as touches
    left join {{ ref('int_touches_contacted') }} as contacted
        on touches.touchpoint_id = contacted.touchpoint_id

),

-- From the last stage nobody can go on.
last_stages as (

    select
        stage_model,
        max(stage_order) as stage_order

    from {{ ref('journey_stage_rules') }}
    group by stage_model

),

staged as (

    select
        touches.touchpoint_id,
        touches.customer_id,
        touches.touch_type,
        touches.channel,
        touches.quarter,
        stages.stage_model,
        stages.stage,
        stages.stage_order,
        touches.is_contacted,
        case when stages.stage_order < last_stages.stage_order then advanced.has_moved_on end as has_moved_on

    from touches
    inner join {{ ref('journey_stage_events') }} as stages
        on touches.touchpoint_id = stages.touchpoint_id
    inner join last_stages
        on stages.stage_model = last_stages.stage_model
    left join {{ ref('int_touches_advanced') }} as advanced
        on
            touches.visitor_key = advanced.visitor_key
            and stages.stage_model = advanced.stage_model
            and stages.stage_order = advanced.stage_order
            and touches.occurred_at = advanced.occurred_at

)

select
    'quarter' as period_type,
    staged.*

from staged

union all

select
    'all_time' as period_type,
    staged.touchpoint_id,
    staged.customer_id,
    staged.touch_type,
    staged.channel,
    min(staged.quarter) over () as quarter,
    staged.stage_model,
    staged.stage,
    staged.stage_order,
    staged.is_contacted,
    staged.has_moved_on

from staged
