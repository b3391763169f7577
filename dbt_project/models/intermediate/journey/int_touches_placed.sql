with

touches as (

    select
        touches.touchpoint_id,
        coalesce(touches.visitor_key, touches.touchpoint_id) as visitor_key,
        touches.visitor_key is not null as is_visitor_known,
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
        touches.*,
        stages.stage_model,
        stages.stage,
        stages.stage_order,
        last_stages.stage_order as last_stage_order,
        max(stages.stage_order) over (
            partition by touches.visitor_key, stages.stage_model order by touches.occurred_at
            range between current row and interval '{{ var("attribution_window_days") }} days' following
        ) as furthest_stage_order

    from touches
    inner join {{ ref('journey_stage_events') }} as stages
        on touches.touchpoint_id = stages.touchpoint_id
    inner join last_stages
        on stages.stage_model = last_stages.stage_model

)

select
    touchpoint_id,
    customer_id,
    touch_type,
    channel,
    quarter,
    stage_model,
    stage,
    stage_order,
    is_contacted,
    case
        when is_visitor_known and stage_order < last_stage_order then furthest_stage_order > stage_order
    end as has_moved_on

from staged
