-- The $paths paths that led to most orders.
select
    path,
    conversion_count,
    person_count,
    conversion_rate,
    net_sales
from marts.journey_paths
order by conversion_count desc, person_count desc, path asc
limit $paths
