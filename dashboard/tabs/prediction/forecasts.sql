-- What will the headline figures be in the last month that is forecast, best first, and how good was the method?
with told as (
    select
        *,
        row_number() over (partition by metric order by month desc) as place
    from marts.kpi_forecasts
)

select
    told.metric,
    told.month,
    told.value,
    told.low_80,
    told.high_80,
    told.method,
    told.mase,
    told.naive_mase
from told
where told.place = 1
order by told.mase, told.metric
limit $metrics
