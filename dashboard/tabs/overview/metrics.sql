-- Each headline figure in its newest month that has one, complete months first, beside the month before and the target.
with told as (
    select
        *,
        row_number() over (partition by metric order by is_complete desc, month desc) as place
    from marts.kpis
    where segment_type = 'all' and value is not null
)

select
    told.metric,
    told.month,
    told.value,
    told.previous_value,
    told.change,
    told.change_p_value,
    told.target
from told
where told.place = 1
order by told.metric
