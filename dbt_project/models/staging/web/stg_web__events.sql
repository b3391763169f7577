with

latest as (

    {{ latest_versions('web', 'events') }}

)

select
    event_id,
    occurred_at,
    anonymous_id,
    user_id,
    platform,
    event_name,
    page_path,
    page_referrer,
    utm_source,
    utm_medium,
    utm_campaign,
    click_id,
    engaged_ms,
    order_id,
    product_id,
    feature,
    article_id,
    search_term,
    country,
    device_type,
    user_agent,
    is_bot,
    properties,
    _loaded_at as loaded_at

from latest
