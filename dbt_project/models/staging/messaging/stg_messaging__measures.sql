with

latest as (

    {{ latest_versions('messaging', 'measures') }}

)

select
    measure_id,
    name,
    target,
    experiment_id,
    goal_event,
    started_at,
    ended_at,
    cost,
    currency,
    _loaded_at as loaded_at

from latest
