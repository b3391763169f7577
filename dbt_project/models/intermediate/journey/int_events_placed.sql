{#- A view: only the few visits that two persons share differ from the numbered events. #}
{{ config(materialized='view', meta={'increments': {'changes_by': 'anonymous_id'}}) }}
with

events as (

    select
        numbered.*,
        coalesce(split.session_start, numbered.visit_start) as session_start

    from {{ ref('int_events_numbered') }} as numbered
    left join {{ ref('int_visits_split') }} as split
        on numbered.event_id = split.event_id

)

select
    event_id,
    substr(session_start, 13) as session_id,
    anonymous_id,
    login_id,
    platform,
    event_name,
    page_path,
    device_type,
    country,
    referrer_host,
    engaged_ms,
    is_robot,
    event_number,
    cast(substr(session_start, 1, 12) as bigint) as session_number,
    has_campaign or referrer_host is not null as has_origin,
    occurred_at

from events
