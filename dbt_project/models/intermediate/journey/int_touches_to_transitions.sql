with

touches as (

    select
        order_id,
        channel,
        next_channel,
        touch_number

    from {{ ref('int_touches_to_paths') }}

),

steps as (

    select
        '(start)' as from_state,
        channel as to_state

    from touches
    where touch_number = 1

    union all

    select
        channel as from_state,
        case
            when next_channel is not null then next_channel
            when order_id is not null then '(conversion)'
            else '(null)'
        end as to_state

    from touches

)

select
    from_state,
    to_state,
    count(*) as transition_count

from steps
group by from_state, to_state
