{{ config(materialized='tracked', meta={'increments': {
    'key': 'visitor_number',
    'by': {
        'int_moments_to_funnel_steps': 'visitor_number',
    },
}}) }}
with recursive

moments as (

    select *
    from {{ ref('int_moments_to_funnel_steps') }}

),

later_moments as (

    select
        funnel,
        step_number,
        visitor_number,
        occurred_at,
        lag(occurred_at) over (
            partition by funnel, visitor_number, step_number order by occurred_at
        ) as same_step_at

    from moments
    where step_number > 1

),

-- The earliest moment of the next step at or after this one is the one whose forerunner lies before this one.
reached as (

    select
        funnel,
        step_number,
        visitor_number,
        cast(null as timestamp) as previous_at,
        occurred_at as reached_at,
        entered_at

    from moments
    where step_number = 1

    union all

    select
        reached.funnel,
        later_moments.step_number,
        reached.visitor_number,
        reached.reached_at as previous_at,
        later_moments.occurred_at as reached_at,
        reached.entered_at

    from reached
    inner join later_moments
        on
            reached.funnel = later_moments.funnel
            and reached.visitor_number = later_moments.visitor_number
            and reached.step_number + 1 = later_moments.step_number
            and reached.reached_at <= later_moments.occurred_at
            and (
                later_moments.same_step_at is null
                or reached.reached_at > later_moments.same_step_at
            )

)

select
    funnel,
    visitor_number,
    step_number,
    previous_at,
    reached_at,
    entered_at

from reached
