{{ config(
    description="Nobody is at a step without having passed the one before, and everybody who enters is told of at every step.",
    meta={'dagster': {'ref': {'name': 'journey_funnel'}}}
) }}
-- Returns steps that more people reached than the step before, and sets of steps that are not those of the seed.
with

compared as (

    select
        funnel,
        entry_month,
        segment_type,
        segment_value,
        step_order,
        reached_count,
        entrant_count,
        lag(reached_count) over entry as previous_reached_count,
        lag(entrant_count) over entry as previous_entrant_count,
        count(*) over (partition by funnel, entry_month, segment_type, segment_value) as step_count

    from {{ ref('journey_funnel') }}
    window entry as (partition by funnel, entry_month, segment_type, segment_value order by step_order)

),

funnels as (

    select
        funnel,
        count(*) as step_count

    from {{ ref('funnels') }}
    group by funnel

)

select compared.*
from compared
left join funnels
    on compared.funnel = funnels.funnel
where
    compared.reached_count > compared.previous_reached_count
    or compared.entrant_count != compared.previous_entrant_count
    or compared.step_count != coalesce(funnels.step_count, 0)
