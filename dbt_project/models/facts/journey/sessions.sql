{{ config(materialized='tracked', meta={'increments': {
    'key': 'session_id',
    'by': {
        'int_events_to_sessions': 'session_id',
        'int_sessions_owned': 'session_id',
        'int_sessions_to_channels': 'session_id',
        'int_devices_hashed': 'anonymous_id < int_events_to_sessions.anonymous_id',
    },
}}) }}
with

sessions as (

    select *
    from {{ ref('int_events_to_sessions') }}

),

owners as (

    select *
    from {{ ref('int_sessions_owned') }}

),

channels as (

    select *
    from {{ ref('int_sessions_to_channels') }}

),

devices as (

    select *
    from {{ ref('int_devices_hashed') }}

)

select
    sessions.session_id,
    -- Who asked to be forgotten is not to be followed by a device either.
    case when not owners.is_erased then devices.anonymous_id_hash end as anonymous_id_hash,
    owners.customer_id,
    sessions.started_at,
    sessions.ended_at,
    {{ business_date('sessions.started_at') }} as business_date,
    sessions.platform,
    sessions.device_type,
    sessions.country,
    channels.channel,
    channels.utm_source,
    channels.utm_medium,
    channels.utm_campaign,
    -- Behind the path may stand what somebody typed.
    split_part(translate(sessions.entry_page, '#', '?'), '?', 1) as entry_page,
    split_part(translate(sessions.exit_page, '#', '?'), '?', 1) as exit_page,
    sessions.event_count,
    sessions.page_view_count,
    sessions.engaged_seconds,
    sessions.has_product_view,
    sessions.has_download,
    sessions.has_add_to_cart,
    sessions.has_begin_checkout,
    sessions.has_purchase,
    sessions.is_bot

from sessions
inner join devices
    on sessions.anonymous_id = devices.anonymous_id
inner join owners
    on sessions.session_id = owners.session_id
inner join channels
    on sessions.session_id = channels.session_id
