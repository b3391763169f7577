with

moments as (

    select distinct
        touches.visitor_key,
        stages.stage_model,
        stages.stage_order,
        touches.occurred_at

    from {{ ref('int_touches_unioned') }} as touches
    inner join {{ ref('journey_stage_events') }} as stages
        on touches.touchpoint_id = stages.touchpoint_id
    where touches.visitor_key is not null

),

reached_stages as (

    select distinct
        visitor_key,
        stage_model,
        stage_order

    from moments

),

-- Whoever is at a stage has passed all that come before it, of which the visitor's own are asked.
steps as (

    select
        visitor_key,
        stage_model,
        stage_order,
        occurred_at,
        cast(null as timestamp) as passed_at

    from moments

    union all

    select
        moments.visitor_key,
        moments.stage_model,
        earlier.stage_order,
        moments.occurred_at,
        moments.occurred_at as passed_at

    from moments
    inner join reached_stages as earlier
        on
            moments.visitor_key = earlier.visitor_key
            and moments.stage_model = earlier.stage_model
            and moments.stage_order > earlier.stage_order

),

followed as (

    select
        visitor_key,
        stage_model,
        stage_order,
        occurred_at,
        passed_at,
        min(passed_at) over (
            partition by visitor_key, stage_model, stage_order order by occurred_at
            range between current row and unbounded following
        ) as next_passed_at

    from steps

)

select
    visitor_key,
    stage_model,
    stage_order,
    occurred_at,
    coalesce(
        next_passed_at <= occurred_at + interval '{{ var("attribution_window_days") }} days', false
    ) as has_moved_on

from followed
where passed_at is null
