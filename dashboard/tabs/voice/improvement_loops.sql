-- How far has each turn of the programmes come, the $loops newest?
with steps as (
    select
        *,
        row_number() over (partition by loop_id order by step_order desc) as place,
        max(occurred_at) over (partition by loop_id) as last_at
    from marts.improvement_loops
)

select
    loop_id,
    case when is_closed then 'loop_closed' else 'loop_open' end as state,
    case step when 'return' then 'report_back' else step end as step,
    step_order,
    occurred_at,
    measure_id
from steps
where place = 1
order by last_at desc, loop_id asc
limit $loops
