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
    target_segment_type,
    target_segment_value,
    goal_is_unwanted,
    _loaded_at as loaded_at

from latest
