with

customers as (

    select
        customer_id,
        bound_since_at as started_at

    from {{ ref('int_customers_described') }}
    where bound_since_at is not null

),

rules as (

    select *
    from {{ ref('onboarding_steps') }}

),

moments as (

    select
        sessions.customer_id,
        rules.step,
        rules.within_days,
        events.occurred_at

    from {{ ref('int_events_sessionized') }} as events
    inner join rules
        on
            events.event_name = rules.match_value
            and rules.match_type = 'event_name'
    inner join {{ ref('int_sessions_to_visitors') }} as sessions
        on events.session_id = sessions.session_id
    where sessions.customer_id is not null

    union all

    select
        touchpoints.customer_id,
        rules.step,
        rules.within_days,
        touchpoints.occurred_at

    from {{ ref('touchpoints') }} as touchpoints
    inner join rules
        on
            touchpoints.touch_type = rules.match_value
            and rules.match_type = 'touch_type'
    where touchpoints.customer_id is not null

),

-- What made them a customer is not a step; neither is what came before, or too late.
reached as (

    select
        moments.customer_id,
        moments.step,
        min(moments.occurred_at) as reached_at

    from moments
    inner join customers
        on moments.customer_id = customers.customer_id
    where
        moments.occurred_at > customers.started_at
        and moments.occurred_at <= customers.started_at + moments.within_days * interval '24 hours'
    group by moments.customer_id, moments.step

),

steps as (

    select distinct
        step_order,
        step,
        within_days

    from rules

)

select
    customers.customer_id,
    steps.step,
    steps.step_order,
    customers.started_at,
    customers.started_at + steps.within_days * interval '24 hours' as until_at,
    reached.reached_at

from customers
cross join steps
left join reached
    on
        customers.customer_id = reached.customer_id
        and steps.step = reached.step
