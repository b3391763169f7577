{#- A path may carry an address in its query: the first slash of an address is the one behind its scheme. #}
{%- set absolute = "position('/' in events.page_referrer) > 1"
    ~ " and position('/' in events.page_referrer) = position('://' in events.page_referrer) + 1" -%}
with

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
        nullif(events.utm_source, '') is not null
        or nullif(events.utm_medium, '') is not null
        or nullif(events.utm_campaign, '') is not null
        or nullif(events.click_id, '') is not null as has_campaign,
        split_part(
            translate(
                case
                    when {{ absolute }} then split_part(events.page_referrer, '://', 2)
                    else events.page_referrer
                end, '?#', '//'
            ), '/', 1
        ) as referrer_authority,
        {{ absolute }} as is_absolute

    from {{ ref('stg_web__events') }} as events
    left join {{ ref('int_records_resolved') }} as records
        on events.user_id = records.record_id
    where {{ happened_by_as_of('events.occurred_at') }}

),

-- Splitting texts instead of matching a pattern: this runs on every event, and a pattern took a third of the model.
hosted_events as (

    select
        *,
        lower(split_part(split_part(referrer_authority, '@', -1), ':', 1)) as host

    from events

),

-- A path, a bare word or an own page is no referrer.
referred_events as (

    select
        event_id,
        anonymous_id,
        login_id,
        occurred_at,
        platform,
        event_name,
        page_path,
        engaged_ms,
        device_type,
        country,
        has_campaign,
        case
            when host = '' or (not is_absolute and host not like '%_._%') then null
            {%- for domain in var('own_domains') %}
            when host = '{{ domain | lower }}' then null
            when right(host, {{ domain | length + 1 }}) = '.{{ domain | lower }}' then null
            {%- endfor %}
            else host
        end as referrer_host

    from hosted_events

),

numbered_events as (

    select
        *,
        row_number() over (partition by anonymous_id order by occurred_at, event_id) as event_number,
        lag(occurred_at) over (partition by anonymous_id order by occurred_at, event_id) as previous_at

    from referred_events

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
