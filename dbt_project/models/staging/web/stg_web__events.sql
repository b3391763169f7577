{{ config(materialized='tracked', meta={'increments': {
    'key': 'event_id',
    'by': {
        'web.events': 'event_id',
        'outdated_events': 'event_id',
    },
}}) }}
with

latest as (

    {{ latest_versions('web', 'events') }}

),

aliases as (

    select
        alias,
        event_name

    from {{ ref('event_aliases') }}

)

select
    latest.event_id,
    latest.occurred_at,
    latest.anonymous_id,
    latest.user_id,
    latest.platform,
    coalesce(aliases.event_name, latest.event_name) as event_name,
    latest.page_path,
    latest.page_referrer,
    latest.utm_source,
    latest.utm_medium,
    latest.utm_campaign,
    latest.click_id,
    latest.engaged_ms,
    latest.order_id,
    latest.product_id,
    latest.feature,
    latest.article_id,
    latest.search_term,
    latest.country,
    latest.device_type,
    latest.user_agent,
    latest.is_bot,
    latest.properties,
    latest._loaded_at as loaded_at

from latest
left join aliases
    on {{ lower_case('trim(latest.event_name)') }} = aliases.alias
