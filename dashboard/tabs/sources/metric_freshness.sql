-- How old the rows behind each headline figure are, too old ones first.
select
    metric,
    freshness_class,
    newest_loaded_at,
    age_hours,
    allowed_hours,
    case when not is_fresh then 'warning' end as level
from marts.metric_freshness
where newest_loaded_at is not null
order by is_fresh asc, age_hours / allowed_hours desc, metric asc
