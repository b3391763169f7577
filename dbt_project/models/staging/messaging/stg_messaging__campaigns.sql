with

latest as (

    {{ latest_versions('messaging', 'campaigns') }}

)

select
    campaign_id,
    name,
    channel,
    objective,
    is_commercial,
    started_at,
    ended_at,
    planned_control_share,
    _loaded_at as loaded_at

from latest
