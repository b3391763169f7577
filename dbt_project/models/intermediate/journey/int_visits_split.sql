{{ config(materialized='tracked', meta={'increments': {
    'key': 'anonymous_id',
    'by': {
        'int_events_numbered': 'anonymous_id',
    },
}}) }}
with

logins as (

    select
        event_id,
        visit_start,
        event_number,
        login_id,
        lag(login_id) over (partition by visit_start order by event_number) as previous_login_id

    from {{ ref('int_events_numbered') }}
    where login_id is not null

),

-- Few visits see a second person log in; only their events are counted once more.
changes as (

    select
        event_id,
        visit_start

    from logins
    where login_id != previous_login_id

),

split_visits as (

    select distinct visit_start
    from changes

),

events as (

    select
        events.event_id,
        events.anonymous_id,
        events.event_number,
        events.visit_start,
        changes.event_id is not null as is_change

    from {{ ref('int_events_numbered') }} as events
    inner join split_visits
        on events.visit_start = split_visits.visit_start
    left join changes
        on events.event_id = changes.event_id

)

select
    event_id,
    anonymous_id,
    coalesce(
        max(case when is_change then {{ event_position('event_number', 'event_id') }} end) over (
            partition by visit_start order by event_number
            rows between unbounded preceding and current row
        ),
        visit_start
    ) as session_start

from events
