with

latest as (

    {{ latest_versions('social', 'account_daily') }}

)

select
    date,
    account_id,
    followers,
    _loaded_at as loaded_at

from latest
