with

events as (

    select
        event_id,
        anonymous_id,
        user_id,
        occurred_at,
        platform,
        event_name,
        page_path,
        engaged_ms,
        device_type,
        country,
        nullif(utm_source, '') is not null
        or nullif(utm_medium, '') is not null
        or nullif(utm_campaign, '') is not null
        or nullif(click_id, '') is not null
        or {{ external_host('page_referrer') }} is not null as has_origin

    from {{ ref('stg_web__events') }}
    where {{ happened_by_as_of('occurred_at') }}

),

records as (

    select
        record_id,
        person_id

    from {{ ref('int_records_resolved') }}

),

numbered_events as (

    select
        *,
        row_number() over (partition by anonymous_id order by occurred_at, event_id) as event_number,
        lag(occurred_at) over (partition by anonymous_id order by occurred_at, event_id) as previous_at

    from events

),

-- A gap of exactly the timeout stays in the visit, a microsecond more starts the next one.
counted_events as (

    select
        *,
        max(
            case
                when occurred_at <= previous_at + interval '{{ var("session_timeout_minutes") }} minutes' then null
                else event_number
            end
        ) over (
            partition by anonymous_id order by event_number
            rows between unbounded preceding and current row
        ) as visit_number

    from numbered_events

),

-- Two records of one person are one login; an id that no record has is a person of its own.
logins as (

    select
        counted_events.event_id,
        counted_events.anonymous_id,
        counted_events.visit_number,
        counted_events.event_number,
        coalesce(records.person_id, counted_events.user_id) as login_id

    from counted_events
    left join records
        on counted_events.user_id = records.record_id
    where counted_events.user_id is not null

),

compared_logins as (

    select
        *,
        lag(login_id) over (
            partition by anonymous_id, visit_number order by event_number
        ) as previous_login_id

    from logins

),

-- Few visits see a second person log in; only their events are counted once more.
changes_of_login as (

    select
        event_id,
        anonymous_id,
        visit_number

    from compared_logins
    where login_id != previous_login_id

),

split_events as (

    select
        counted_events.event_id,
        sum(case when changes_of_login.event_id is not null then 1 else 0 end) over (
            partition by counted_events.anonymous_id, counted_events.visit_number
            order by counted_events.event_number
            rows between unbounded preceding and current row
        ) as part_number

    from counted_events
    inner join (
        select distinct
            anonymous_id,
            visit_number
        from changes_of_login
    ) as split_visits
        on
            counted_events.anonymous_id = split_visits.anonymous_id
            and counted_events.visit_number = split_visits.visit_number
    left join changes_of_login
        on counted_events.event_id = changes_of_login.event_id

),

parted_events as (

    select
        counted_events.*,
        logins.login_id,
        coalesce(split_events.part_number, 0) as part_number

    from counted_events
    left join logins
        on counted_events.event_id = logins.event_id
    left join split_events
        on counted_events.event_id = split_events.event_id

),

session_starts as (

    select
        anonymous_id,
        visit_number,
        part_number,
        min(event_number) as session_number,
        min_by(event_id, event_number) as session_id

    from parted_events
    group by anonymous_id, visit_number, part_number

)

select
    parted_events.event_id,
    session_starts.session_id,
    parted_events.anonymous_id,
    parted_events.login_id,
    parted_events.platform,
    parted_events.event_name,
    parted_events.page_path,
    parted_events.device_type,
    parted_events.country,
    parted_events.engaged_ms,
    parted_events.event_number,
    session_starts.session_number,
    parted_events.has_origin,
    parted_events.occurred_at

from parted_events
inner join session_starts
    on
        parted_events.anonymous_id = session_starts.anonymous_id
        and parted_events.visit_number = session_starts.visit_number
        and parted_events.part_number = session_starts.part_number
