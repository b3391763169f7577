{{ config(materialized='tracked', meta={'increments': {
    'key': 'anonymous_id',
    'by': {
        'int_events_to_sessions': 'anonymous_id',
        'id_records_resolved': 'person_id < int_events_to_sessions.login_id',
        'id_devices_shared': 'anonymous_id',
    },
}}) }}
with

sessions as (

    select
        session_id,
        anonymous_id,
        session_number,
        login_id,
        first_login_at,
        last_login_at,
        started_at,
        ended_at

    from {{ ref('int_events_to_sessions') }}

),

customers as (

    select
        person_id,
        min(customer_id) as customer_id,
        max(case when is_erased then 1 else 0 end) = 1 as is_erased

    from {{ ref('id_records_resolved') }}
    group by person_id

),

-- A device on which a crowd logs in says of no visit whose it is.
crowded_devices as (

    select anonymous_id
    from {{ ref('id_devices_shared') }}
    where reason = 'crowded'

),

-- How many sessions with a login came before on this device: 0 means that there never was one.
counted_sessions as (

    select
        *,
        count(login_id) over (
            partition by anonymous_id order by session_number
            rows between unbounded preceding and current row
        ) as login_session_number

    from sessions

),

login_sessions as (

    select
        anonymous_id,
        login_session_number,
        login_id,
        first_login_at,
        last_login_at

    from counted_sessions
    where login_id is not null

),

owned_sessions as (

    select
        sessions.session_id,
        sessions.anonymous_id,
        case
            when crowded_devices.anonymous_id is not null then null
            when sessions.login_id is not null then sessions.login_id
            when
                sessions.login_session_number > 0
                and sessions.started_at <= before.last_login_at + interval '{{ var("session_login_days") }} days'
                then before.login_id
            when
                sessions.login_session_number = 0
                and after.first_login_at <= sessions.ended_at + interval '{{ var("session_login_days") }} days'
                then after.login_id
        end as owner_id

    from counted_sessions as sessions
    left join crowded_devices
        on sessions.anonymous_id = crowded_devices.anonymous_id
    left join login_sessions as before
        on
            sessions.anonymous_id = before.anonymous_id
            and sessions.login_session_number = before.login_session_number
    left join login_sessions as after
        on
            sessions.anonymous_id = after.anonymous_id
            and after.login_session_number = 1

)

select
    owned_sessions.session_id,
    owned_sessions.anonymous_id,
    customers.customer_id,
    coalesce(customers.is_erased, false) as is_erased

from owned_sessions
left join customers
    on owned_sessions.owner_id = customers.person_id
