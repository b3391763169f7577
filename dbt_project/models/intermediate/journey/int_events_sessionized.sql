{#- A view: the sessions of robots are few, and all others stay as they are. #}
{{ config(materialized='view', meta={'increments': {'changes_by': 'anonymous_id'}}) }}
with

robot_sessions as (

    select session_id
    from {{ ref('int_events_to_sessions') }}
    where is_bot

)

select
    events.event_id,
    events.session_id,
    events.anonymous_id,
    events.login_id,
    events.event_name,
    events.page_path,
    events.event_number,
    events.occurred_at

from {{ ref('int_events_placed') }} as events
left join robot_sessions
    on events.session_id = robot_sessions.session_id
where robot_sessions.session_id is null
