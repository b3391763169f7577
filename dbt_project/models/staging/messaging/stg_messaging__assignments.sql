with

latest as (

    {{ latest_versions('messaging', 'assignments') }}

)

select
    experiment_id,
    customer_record_id,
    variant,
    assigned_at,
    planned_share,
    _loaded_at as loaded_at

from latest
