-- The first $funnels funnels over all months of entry: who reached a step while the window was open and who after it
-- closed, of whom, and the share lost since the step before.
with steps as (
    select
        funnel,
        step_order,
        step,
        dense_rank() over (order by funnel) as place,
        sum(open_entrant_count) as open_entrant_count,
        sum(matured_entrant_count) as matured_entrant_count,
        sum(matured_reached_count) as matured_reached_count,
        sum(reached_count - matured_reached_count) as open_reached_count
    from marts.journey_funnel
    where segment_type = 'all'
    group by funnel, step_order, step
)

select
    funnel,
    step,
    open_entrant_count,
    matured_entrant_count,
    matured_reached_count,
    open_reached_count,
    matured_reached_count / cast(nullif(matured_entrant_count, 0) as double) as conversion_rate,
    1 - matured_reached_count / cast(
        nullif(lag(matured_reached_count) over (partition by funnel order by step_order), 0) as double
    ) as drop_off_rate
from steps
where place <= $funnels
order by funnel, step_order
