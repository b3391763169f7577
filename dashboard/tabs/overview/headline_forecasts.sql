-- What each headline figure will be in the months ahead, and between which limits 80 of 100 of them fall.
select
    metric,
    month,
    value,
    low_80,
    high_80
from marts.kpi_forecasts
order by metric, month
