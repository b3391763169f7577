with

steps as (

    select
        loop_id,
        case step
            when 'extract' then 1
            when 'invite' then 2
            when 'surface' then 3
            when 'improve' then 4
            when 'return' then 5
            when 'verify' then 6
        end as step_order,
        step,
        occurred_at,
        customer_count,
        measure_id

    from {{ ref('stg_feedback__loop_steps') }}
    where {{ happened_by_as_of('occurred_at') }}

),

followed as (

    select
        *,
        lag(occurred_at) over (partition by loop_id order by step_order) as previous_at

    from steps

)

-- A loop is closed by the proof that it helped, and by nothing being done before what it follows from.
select
    loop_id,
    step_order,
    step,
    occurred_at,
    cast(customer_count as bigint) as customer_count,
    {{ days_passed('previous_at', 'occurred_at') }} as days_from_previous,
    measure_id,
    count(*) over (partition by loop_id) = 6
    and sum(case when occurred_at < previous_at then 1 else 0 end) over (partition by loop_id) = 0 as is_closed

from followed
