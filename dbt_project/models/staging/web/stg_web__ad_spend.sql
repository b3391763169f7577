with

latest as (

    {{ latest_versions('web', 'ad_spend') }}

)

select
    date,
    channel,
    campaign_id,
    impressions,
    reach,
    clicks,
    spend,
    currency,
    _loaded_at as loaded_at

from latest
