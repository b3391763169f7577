with

latest as (

    {{ latest_versions('crm', 'lead_stages') }}

)

select
    stage_event_id,
    lead_id,
    stage,
    changed_at,
    _loaded_at as loaded_at

from latest
