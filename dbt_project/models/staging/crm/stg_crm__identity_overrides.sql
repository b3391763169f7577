with

latest as (

    {{ latest_versions('crm', 'identity_overrides') }}

)

select
    override_id,
    left_record_id,
    right_record_id,
    decision,
    decided_at,
    reason,
    _loaded_at as loaded_at

from latest
