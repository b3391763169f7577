with

steps as (

    select
        *,
        row_number() over (partition by funnel order by step_order) as step_number

    from {{ ref('funnels') }}

),

stages as (

    select distinct
        stage,
        stage_order

    from {{ ref('journey_stage_rules') }}
    where stage_model = 'five_stage'

),

-- A contact is filed under the furthest stage it reached, and has passed the stages before it.
stages_passed as (

    select
        reached.stage as stage_reached,
        passed.stage as stage_passed

    from stages as reached
    inner join stages as passed
        on reached.stage_order >= passed.stage_order

),

touches as (

    select
        visitor_key,
        customer_id,
        touch_type,
        journey_stage,
        session_id,
        occurred_at

    from {{ ref('touchpoints') }}
    where visitor_key is not null

),

moments as (

    select
        steps.funnel,
        steps.step_number,
        steps.window_days,
        touches.visitor_key,
        touches.customer_id,
        events.occurred_at

    from {{ ref('int_events_sessionized') }} as events
    inner join steps
        on
            events.event_name = steps.step
            and steps.step_kind = 'event_name'
    inner join touches
        on events.session_id = touches.session_id

    union all

    select
        steps.funnel,
        steps.step_number,
        steps.window_days,
        touches.visitor_key,
        touches.customer_id,
        touches.occurred_at

    from touches
    inner join steps
        on
            touches.touch_type = steps.step
            and steps.step_kind = 'touch_type'

    union all

    select
        steps.funnel,
        steps.step_number,
        steps.window_days,
        touches.visitor_key,
        touches.customer_id,
        touches.occurred_at

    from touches
    inner join stages_passed
        on touches.journey_stage = stages_passed.stage_reached
    inner join steps
        on
            stages_passed.stage_passed = steps.step
            and steps.step_kind = 'journey_stage'

),

entries as (

    select
        funnel,
        visitor_key,
        min(occurred_at) as entered_at

    from moments
    where step_number = 1
    group by funnel, visitor_key

)

-- Of step 1 only the entry counts; of the others what lies inside the window.
select
    moments.funnel,
    moments.step_number,
    moments.visitor_key,
    moments.customer_id,
    moments.occurred_at

from moments
inner join entries
    on
        moments.funnel = entries.funnel
        and moments.visitor_key = entries.visitor_key
where
    moments.occurred_at >= entries.entered_at
    and (
        (moments.step_number = 1 and moments.occurred_at = entries.entered_at)
        or (
            moments.step_number > 1
            and moments.occurred_at <= entries.entered_at + moments.window_days * interval '1 day'
        )
    )
group by
    moments.funnel,
    moments.step_number,
    moments.visitor_key,
    moments.customer_id,
    moments.occurred_at
