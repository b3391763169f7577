with

latest as (

    {{ latest_versions('social', 'accounts') }}

)

select
    account_id,
    platform,
    handle,
    theme,
    opened_at,
    _loaded_at as loaded_at

from latest
