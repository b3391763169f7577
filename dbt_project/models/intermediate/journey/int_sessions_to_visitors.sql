{{ config(materialized='tracked', meta={'increments': {
    'key': 'session_id',
    'by': {
        'sessions': 'session_id',
        'int_sessions_owned': 'session_id',
        'int_events_to_sessions': 'session_id',
        'int_devices_hashed': 'anonymous_id < int_events_to_sessions.anonymous_id',
    },
}}) }}
with

-- Published is no key of theirs; counting goes on by device, or every other figure would move.
erased_sessions as (

    select
        owners.session_id,
        devices.anonymous_id_hash

    from {{ ref('int_sessions_owned') }} as owners
    inner join {{ ref('int_events_to_sessions') }} as sessions
        on owners.session_id = sessions.session_id
    inner join {{ ref('int_devices_hashed') }} as devices
        on sessions.anonymous_id = devices.anonymous_id
    where owners.is_erased

),

sessions as (

    select
        sessions.session_id,
        sessions.customer_id,
        coalesce(sessions.customer_id, sessions.anonymous_id_hash, erased_sessions.anonymous_id_hash) as visitor_key,
        sessions.platform,
        sessions.business_date

    from {{ ref('sessions') }} as sessions
    left join erased_sessions
        on sessions.session_id = erased_sessions.session_id
    where not sessions.is_bot

)

-- Visitors of millions of visits are counted apart: a number is several times cheaper than a hash.
select
    session_id,
    customer_id,
    {{ text_number('visitor_key') }} as visitor_number,
    platform,
    business_date

from sessions
