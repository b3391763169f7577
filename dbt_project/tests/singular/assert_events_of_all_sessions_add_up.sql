{{ config(meta={'dagster': {'ref': {'name': 'sessions'}}}) }}
-- Returns the two numbers where the events of all sessions are not the events that had happened by as_of.
with

sessions as (

    select coalesce(sum(event_count), 0) as event_count
    from {{ ref('sessions') }}

),

events as (

    select count(*) as event_count
    from {{ ref('stg_web__events') }}
    where {{ happened_by_as_of('occurred_at') }}

)

select
    sessions.event_count as events_of_sessions,
    events.event_count as events_by_as_of

from sessions
cross join events
where sessions.event_count != events.event_count
