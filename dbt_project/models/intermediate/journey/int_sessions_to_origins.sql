{{ config(materialized='tracked', meta={'increments': {
    'key': 'session_id',
    'by': {
        'int_events_to_sessions': 'session_id',
        'stg_web__events': 'event_id << int_events_to_sessions.origin_event_id',
    },
}}) }}
with

sources as (

    select
        sessions.session_id,
        {{ utm_value('events.utm_source') }} as utm_source,
        {{ utm_value('events.utm_medium') }} as utm_medium,
        {{ utm_value('events.utm_campaign') }} as utm_campaign,
        {{ lower_case("nullif(events.click_id, '')") }} as click_id,
        nullif(sessions.referrer_host, '') as referrer_host

    from {{ ref('int_events_to_sessions') }} as sessions
    left join {{ ref('stg_web__events') }} as events
        on sessions.origin_event_id = events.event_id

),

-- A rule of your own that asks for more than the name of a click id.
asking_rules as (

    select count(*) as rule_count
    from {{ ref('channel_rules') }}
    where
        click_id is not null
        and not {{ matches_whole(lower_case('click_id'), "'([(]?[a-z0-9_|-]+[)]?:)?[.][+]'") }}

)

-- Click ids never come again: where only their names matter, all of one name are alike, and patterns have little to do.
select
    sources.session_id,
    sources.utm_source,
    sources.utm_medium,
    sources.utm_campaign,
    case
        when asking_rules.rule_count > 0 then sources.click_id
        when sources.click_id like '%_:_%' then split_part(sources.click_id, ':', 1) || ':value'
        when sources.click_id is not null then 'value'
    end as click_id,
    sources.referrer_host

from sources
cross join asking_rules
