{{ config(materialized='tracked', meta={'increments': {
    'key': 'visitor_number',
    'by': {
        'int_touches_unioned': text_number('visitor_key', is_filled=true),
        'int_visitors_numbered': 'visitor_number',
        'int_touch_kinds_to_stages': 'touch_kind < int_touches_unioned.touch_kind',
        'int_events_sessionized': 'session_id << int_touches_unioned.session_id',
    },
}}) }}
with

steps as (

    select
        *,
        cast(row_number() over (partition by funnel order by step_order) as integer) as step_number

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
        reached.touch_kind,
        passed.stage as stage_passed

    from {{ ref('int_touch_kinds_to_stages') }} as reached
    inner join stages as passed
        on reached.stage_order >= passed.stage_order
    where reached.stage_model = 'five_stage'

),

touches as (

    select
        visitors.visitor_number,
        touchpoints.touch_type,
        touchpoints.touch_kind,
        touchpoints.session_id,
        touchpoints.occurred_at

    from {{ ref('int_touches_unioned') }} as touchpoints
    inner join {{ ref('int_visitors_numbered') }} as visitors
        on touchpoints.visitor_key = visitors.visitor_key

),

moments as (

    select
        steps.funnel,
        steps.step_number,
        steps.window_days,
        touches.visitor_number,
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
        touches.visitor_number,
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
        touches.visitor_number,
        touches.occurred_at

    from touches
    inner join stages_passed
        on touches.touch_kind = stages_passed.touch_kind
    inner join steps
        on
            stages_passed.stage_passed = steps.step
            and steps.step_kind = 'journey_stage'

),

entries as (

    select
        funnel,
        visitor_number,
        min(occurred_at) as entered_at

    from moments
    where step_number = 1
    group by funnel, visitor_number

)

select
    funnel,
    1 as step_number,
    visitor_number,
    entered_at as occurred_at,
    entered_at

from entries

union all

-- What lies before the entry or outside the window leads nowhere.
select
    moments.funnel,
    moments.step_number,
    moments.visitor_number,
    moments.occurred_at,
    entries.entered_at

from moments
inner join entries
    on
        moments.funnel = entries.funnel
        and moments.visitor_number = entries.visitor_number
where
    moments.step_number > 1
    and moments.occurred_at >= entries.entered_at
    and moments.occurred_at <= entries.entered_at + moments.window_days * interval '1 day'
