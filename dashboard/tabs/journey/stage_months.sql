-- All figures of the stages in the newest $months complete months.
with told as (
    select
        *,
        dense_rank() over (order by month desc) as place
    from marts.journey_stage_metrics
    where segment_type = 'all' and is_complete
)

select
    metric,
    month,
    value
from told
where place <= $months
order by metric, month
