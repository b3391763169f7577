{{ config(materialized='tracked', meta={'increments': {
    'key': 'anonymous_id',
    'by': {
        'stg_web__events': 'anonymous_id',
        'id_devices_shared': 'anonymous_id',
        'id_records_resolved': 'record_id < stg_web__events.user_id',
        'id_agents_identified': 'user_agent < stg_web__events.user_agent',
        'int_referrers_hosted': 'page_referrer < stg_web__events.page_referrer',
    },
    'moments': {'stg_web__events': 'occurred_at'},
}}) }}
with

-- An id that says 'no id' is nobody's device: its events stay where they are and belong to no visit.
placeholders as (

    select anonymous_id
    from {{ ref('id_devices_shared') }}
    where reason = 'placeholder'

),

events as (

    select
        events.event_id,
        events.anonymous_id,
        -- Two records of one person are one login; an id that no record has is a person of its own.
        case
            when events.user_id is not null then coalesce(records.person_id, events.user_id)
        end as login_id,
        events.occurred_at,
        events.platform,
        events.event_name,
        events.page_path,
        events.engaged_ms,
        events.device_type,
        events.country,
        {{ utm_value('events.utm_source') }} is not null
        or {{ utm_value('events.utm_medium') }} is not null
        or {{ utm_value('events.utm_campaign') }} is not null
        or nullif(events.click_id, '') is not null as has_campaign,
        coalesce(events.is_bot, false) or robots.user_agent is not null as is_robot,
        referrers.referrer_host

    from {{ ref('stg_web__events') }} as events
    left join placeholders
        on events.anonymous_id = placeholders.anonymous_id
    left join {{ ref('id_records_resolved') }} as records
        on events.user_id = records.record_id
    left join {{ ref('id_agents_identified') }} as robots
        on events.user_agent = robots.user_agent
    left join {{ ref('int_referrers_hosted') }} as referrers
        on events.page_referrer = referrers.page_referrer
    where {{ happened_by_as_of('events.occurred_at') }} and placeholders.anonymous_id is null

),

numbered_events as (

    select
        *,
        row_number() over (partition by anonymous_id order by occurred_at, event_id) as event_number,
        lag(occurred_at) over (partition by anonymous_id order by occurred_at, event_id) as previous_at

    from events

)

-- A gap of exactly the timeout stays in the visit, a microsecond more starts the next one. Number and id of a visit's
-- first event travel as one text: the greatest so far is the current visit's, and no join of all events is needed.
select
    *,
    max(
        case
            when occurred_at <= previous_at + interval '{{ var("session_timeout_minutes") }} minutes' then null
            else {{ event_position('event_number', 'event_id') }}
        end
    ) over (
        partition by anonymous_id order by event_number
        rows between unbounded preceding and current row
    ) as visit_start

from numbered_events
