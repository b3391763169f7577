-- How far has each turn of the programmes come, the $loops newest?
with placed as (
    select
        *,
        max(occurred_at) over (partition by loop_id) as last_at
    from marts.improvement_loops
)

select
    loop_id,
    case when is_closed then 'loop_closed' else 'loop_open' end as state,
    case step when 'return' then 'report_back' else step end as step,
    occurred_at,
    days_from_previous,
    customer_count,
    measure_id
from placed
qualify dense_rank() over (order by last_at desc, loop_id) <= $loops
order by last_at desc, loop_id asc, step_order asc
