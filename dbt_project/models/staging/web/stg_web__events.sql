{#- A view: events are hardly ever sent twice, and copying the largest table costs more than leaving few rows out. #}
{{ config(materialized='view') }}
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
    properties,
    _loaded_at as loaded_at

from latest
