-- The $paths paths that led to most orders. What nothing is known to have led to is no path: it is only counted.
with unknown as (
    select coalesce(sum(conversion_count), 0) as unknown_count
    from marts.journey_paths
    where path = 'unknown'
)

select
    paths.path,
    paths.conversion_count,
    paths.person_count,
    paths.conversion_rate,
    paths.net_sales,
    unknown.unknown_count
from marts.journey_paths as paths
cross join unknown
where paths.path != 'unknown'
order by paths.conversion_count desc, paths.person_count desc, paths.path asc
limit $paths
