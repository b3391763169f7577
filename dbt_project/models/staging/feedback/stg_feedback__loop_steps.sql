with

latest as (

    {{ latest_versions('feedback', 'loop_steps') }}

)

select
    loop_id,
    step,
    occurred_at,
    customer_count,
    measure_id,
    note,
    _loaded_at as loaded_at

from latest
