with

placeholders as (

    select anonymous_id
    from {{ ref('id_devices_shared') }}
    where reason = 'placeholder'

),

-- A login speaks for itself also where the device is nobody's; robots log in for nobody.
logins as (

    select
        anonymous_id,
        login_id,
        occurred_at,
        false as is_placeholder
    from {{ ref('int_events_sessionized') }}
    where login_id is not null

    union all

    select
        events.anonymous_id,
        coalesce(records.person_id, events.user_id) as login_id,
        events.occurred_at,
        true as is_placeholder
    from {{ ref('stg_web__events') }} as events
    inner join placeholders
        on events.anonymous_id = placeholders.anonymous_id
    left join {{ ref('id_records_resolved') }} as records
        on events.user_id = records.record_id
    left join {{ ref('id_agents_identified') }} as robots
        on events.user_agent = robots.user_agent
    where
        events.user_id is not null
        and not coalesce(events.is_bot, false)
        and robots.user_agent is null
        and {{ happened_by_as_of('events.occurred_at') }}

)

select
    anonymous_id,
    login_id,
    {{ month_of(business_date('occurred_at')) }} as month,
    is_placeholder,
    min(occurred_at) as first_login_at,
    max(occurred_at) as last_login_at

from logins
group by anonymous_id, login_id, {{ month_of(business_date('occurred_at')) }}, is_placeholder
