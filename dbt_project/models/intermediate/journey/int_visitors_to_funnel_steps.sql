with recursive

moments as (

    select *
    from {{ ref('int_moments_to_funnel_steps') }}

),

-- Each moment of a step meets the moments of the step after it.
meetings as (

    select
        funnel,
        visitor_key,
        step_number,
        occurred_at,
        cast(null as timestamp) as follows_at

    from moments

    union all

    select
        funnel,
        visitor_key,
        step_number - 1 as step_number,
        occurred_at,
        occurred_at as follows_at

    from moments
    where step_number > 1

),

-- Of the moments of the next step the earliest at or after this one, whatever lies between.
followed as (

    select
        funnel,
        visitor_key,
        step_number,
        occurred_at,
        follows_at,
        min(follows_at) over (
            partition by funnel, visitor_key, step_number order by occurred_at desc
            range between unbounded preceding and current row
        ) as next_at

    from meetings

),

links as (

    select
        funnel,
        visitor_key,
        step_number,
        occurred_at,
        next_at

    from followed
    where follows_at is null and next_at is not null

),

reached as (

    select
        funnel,
        visitor_key,
        step_number,
        cast(null as timestamp) as previous_at,
        occurred_at as reached_at,
        occurred_at as entered_at

    from moments
    where step_number = 1

    union all

    select
        links.funnel,
        links.visitor_key,
        links.step_number + 1 as step_number,
        links.occurred_at as previous_at,
        links.next_at as reached_at,
        reached.entered_at

    from reached
    inner join links
        on
            reached.funnel = links.funnel
            and reached.visitor_key = links.visitor_key
            and reached.step_number = links.step_number
            and reached.reached_at = links.occurred_at

)

select
    funnel,
    visitor_key,
    step_number,
    previous_at,
    reached_at,
    entered_at

from reached
