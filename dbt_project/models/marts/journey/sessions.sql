with

sessions as (

    select *
    from {{ ref('int_events_to_sessions') }}

),

owners as (

    select
        session_id,
        customer_id

    from {{ ref('int_sessions_owned') }}

),

channels as (

    select *
    from {{ ref('int_sessions_to_channels') }}

),

visitors as (

    select
        anonymous_id,
        {{ identifier_hash('anonymous_id', 'anonymous_id') }} as anonymous_id_hash

    from sessions
    group by anonymous_id

)

select
    sessions.session_id,
    visitors.anonymous_id_hash,
    owners.customer_id,
    sessions.started_at,
    sessions.ended_at,
    {{ business_date('sessions.started_at') }} as business_date,
    sessions.platform,
    sessions.device_type,
    sessions.country,
    channels.channel,
    channels.utm_source,
    channels.utm_medium,
    channels.utm_campaign,
    sessions.entry_page,
    sessions.exit_page,
    sessions.event_count,
    sessions.page_view_count,
    sessions.engaged_seconds,
    sessions.has_product_view,
    sessions.has_download,
    sessions.has_add_to_cart,
    sessions.has_begin_checkout,
    sessions.has_purchase

from sessions
inner join visitors
    on sessions.anonymous_id = visitors.anonymous_id
inner join owners
    on sessions.session_id = owners.session_id
inner join channels
    on sessions.session_id = channels.session_id
