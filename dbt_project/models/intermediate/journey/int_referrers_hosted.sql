{{ config(materialized='tracked', meta={'increments': {
    'key': 'page_referrer',
    'by': {
        'stg_web__events': 'page_referrer',
    },
    'moments': {'stg_web__events': 'occurred_at'},
}}) }}
{#- A path may carry an address in its query: the first slash of an address is the one behind its scheme. #}
{%- set absolute = "position('/' in page_referrer) > 1"
    ~ " and position('/' in page_referrer) = position('://' in page_referrer) + 1" -%}
with

-- Of a distinct the database would ask each event where its referrer leads; of a minimum it asks each referrer.
referrers as (

    select min(page_referrer) as page_referrer
    from {{ ref('stg_web__events') }}
    where page_referrer is not null and {{ happened_by_as_of('occurred_at') }}
    group by page_referrer

),

authorities as (

    select
        page_referrer,
        split_part(
            translate(
                case when {{ absolute }} then split_part(page_referrer, '://', 2) else page_referrer end, '?#', '//'
            ), '/', 1
        ) as authority

    from referrers

),

hosts as (

    select
        page_referrer,
        {{ lower_case("split_part(split_part(authority, '@', -1), ':', 1)") }} as host

    from authorities

),

-- A path, a bare word or an own page is no referrer.
foreign_hosts as (

    select
        page_referrer,
        host as referrer_host

    from hosts
    where
        host like '%_._%'
        {%- for domain in var('own_domains') %}
        and host != '{{ domain | lower }}'
        and right(host, {{ domain | length + 1 }}) != '.{{ domain | lower }}'
        {%- endfor %}

),

distinct_hosts as (

    select distinct referrer_host
    from foreign_hosts

),

-- Pages to pay or to sign in send visitors back: they are no source.
ignored_hosts as (

    select distinct distinct_hosts.referrer_host

    from distinct_hosts
    inner join {{ ref('ignored_referrers') }} as ignored
        on {{ matches_whole('distinct_hosts.referrer_host', 'ignored.referrer_host', ignores_case=true) }}

)

select
    foreign_hosts.page_referrer,
    foreign_hosts.referrer_host

from foreign_hosts
left join ignored_hosts
    on foreign_hosts.referrer_host = ignored_hosts.referrer_host
where ignored_hosts.referrer_host is null
