with

latest as (

    {{ latest_versions('reference', 'fx_rates') }}

)

select
    month,
    currency,
    rate_to_reporting,
    _loaded_at as loaded_at

from latest
