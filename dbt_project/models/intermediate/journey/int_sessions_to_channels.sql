{{ config(materialized='tracked', meta={'increments': {
    'key': 'session_id',
    'by': {
        'int_sessions_to_origins': 'session_id',
    },
}}) }}
with

origins as (

    select *
    from {{ ref('int_sessions_to_origins') }}

),

rules as (

    select *
    from {{ ref('channel_rules') }}

),

-- Each pattern meets each distinct value once; trying every rule on every session would compile millions of patterns.
-- Patterns are made case-blind rather than lower case: \S and \s are opposites.
values_seen as (

    select distinct
        'utm_source' as field,
        {{ lower_case('utm_source') }} as value
    from origins
    where utm_source is not null

    union all

    select distinct
        'utm_medium' as field,
        {{ lower_case('utm_medium') }} as value
    from origins
    where utm_medium is not null

    union all

    select distinct
        'click_id' as field,
        click_id as value
    from origins
    where click_id is not null

    union all

    select distinct
        'referrer_host' as field,
        referrer_host as value
    from origins
    where referrer_host is not null

),

patterns as (

    select distinct
        'utm_source' as field,
        utm_source as pattern
    from rules
    where utm_source is not null

    union all

    select distinct
        'utm_medium' as field,
        utm_medium as pattern
    from rules
    where utm_medium is not null

    union all

    select distinct
        'click_id' as field,
        click_id as pattern
    from rules
    where click_id is not null

    union all

    select distinct
        'referrer_host' as field,
        referrer_host as pattern
    from rules
    where referrer_host is not null

),

matches as (

    select
        values_seen.field,
        values_seen.value,
        patterns.pattern

    from values_seen
    inner join patterns
        on values_seen.field = patterns.field
    where {{ matches_whole('values_seen.value', 'patterns.pattern', ignores_case=true) }}

),

combinations as (

    select distinct
        {{ lower_case('utm_source') }} as utm_source,
        {{ lower_case('utm_medium') }} as utm_medium,
        click_id,
        referrer_host

    from origins

),

fitting_rules as (

    select
        combinations.utm_source,
        combinations.utm_medium,
        combinations.click_id,
        combinations.referrer_host,
        min(rules.priority) as priority

    from combinations
    cross join rules
    left join matches as by_source
        on
            by_source.field = 'utm_source'
            and combinations.utm_source = by_source.value
            and rules.utm_source = by_source.pattern
    left join matches as by_medium
        on
            by_medium.field = 'utm_medium'
            and combinations.utm_medium = by_medium.value
            and rules.utm_medium = by_medium.pattern
    left join matches as by_click
        on
            by_click.field = 'click_id'
            and combinations.click_id = by_click.value
            and rules.click_id = by_click.pattern
    left join matches as by_host
        on
            by_host.field = 'referrer_host'
            and combinations.referrer_host = by_host.value
            and rules.referrer_host = by_host.pattern
    where
        (rules.utm_source is null or by_source.value is not null)
        and (rules.utm_medium is null or by_medium.value is not null)
        and (rules.click_id is null or by_click.value is not null)
        and (rules.referrer_host is null or by_host.value is not null)
    group by
        combinations.utm_source,
        combinations.utm_medium,
        combinations.click_id,
        combinations.referrer_host

)

select
    origins.session_id,
    origins.utm_source,
    origins.utm_medium,
    origins.utm_campaign,
    coalesce(rules.channel, 'direct') as channel

from origins
left join fitting_rules
    on
        coalesce({{ lower_case('origins.utm_source') }}, '') = coalesce(fitting_rules.utm_source, '')
        and coalesce({{ lower_case('origins.utm_medium') }}, '') = coalesce(fitting_rules.utm_medium, '')
        and coalesce(origins.click_id, '') = coalesce(fitting_rules.click_id, '')
        and coalesce(origins.referrer_host, '') = coalesce(fitting_rules.referrer_host, '')
left join rules
    on fitting_rules.priority = rules.priority
