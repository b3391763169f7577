{{ config(materialized='tracked', meta={'increments': {
    'key': 'source_key',
    'by': {
        'sessions': 'session_id',
        'int_events_to_sessions': 'session_id',
        'int_sessions_owned': 'session_id',
    },
}}) }}
-- Robots visit and are nobody's contact.
select
    'web.events' as source_table,
    sessions.session_id as source_key,
    sessions.customer_id,
    devices.anonymous_id,
    owners.is_erased,
    case sessions.platform
        when 'web' then 'web_session'
        when 'other' then 'other_session'
        else 'app_session'
    end as touch_type,
    sessions.channel,
    sessions.utm_campaign as campaign_id,
    sessions.session_id,
    devices.event_bits,
    sessions.started_at as occurred_at

from {{ ref('sessions') }} as sessions
inner join {{ ref('int_events_to_sessions') }} as devices
    on sessions.session_id = devices.session_id
inner join {{ ref('int_sessions_owned') }} as owners
    on sessions.session_id = owners.session_id
where not sessions.is_bot
