with

latest as (

    {{ latest_versions('community', 'idea_status') }}

)

select
    idea_id,
    status,
    changed_at,
    note,
    annual_value,
    currency,
    is_submitter_notified,
    _loaded_at as loaded_at

from latest
