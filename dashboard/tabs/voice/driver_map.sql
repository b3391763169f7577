-- How content people are with each item and how much it matters, in the newest quarter that could be fitted; the means
-- over the items cut the map.
with told as (
    select
        *,
        max(quarter) over (partition by outcome) as newest
    from marts.satisfaction_drivers
    where segment_type = 'all' and derived_importance is not null
)

select
    outcome,
    quarter,
    item,
    performance,
    derived_importance,
    p_value,
    quadrant,
    is_issue,
    response_count,
    sum(performance) over (partition by outcome) / count(*) over (partition by outcome) as mean_performance,
    sum(derived_importance) over (partition by outcome) / count(*) over (partition by outcome) as mean_importance
from told
where quarter = newest
order by outcome desc, derived_importance desc, item asc
