-- The newest $months months of each headline figure.
with told as (
    select
        metric,
        month,
        value,
        dense_rank() over (order by month desc) as place
    from marts.kpis
    where segment_type = 'all' and is_complete
)

select
    metric,
    month,
    value
from told
where place <= $months
order by metric, month
