{{ config(meta={'dagster': {'ref': {'name': 'sessions'}}}) }}
-- Returns the two numbers where the events of all sessions are not the events by as_of of devices that are somebody's.
with

sessions as (

    select coalesce(sum(event_count), 0) as event_count
    from {{ ref('sessions') }}

),

placeholders as (

    select anonymous_id
    from {{ ref('id_devices_shared') }}
    where reason = 'placeholder'

),

events as (

    select count(*) as event_count
    from {{ ref('stg_web__events') }} as events
    left join placeholders
        on events.anonymous_id = placeholders.anonymous_id
    where {{ happened_by_as_of('occurred_at') }} and placeholders.anonymous_id is null

)

select
    sessions.event_count as events_of_sessions,
    events.event_count as events_by_as_of

from sessions
cross join events
where sessions.event_count != events.event_count
