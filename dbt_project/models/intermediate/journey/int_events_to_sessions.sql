{{ config(materialized='tracked', meta={'increments': {
    'key': 'anonymous_id',
    'by': {
        'int_events_placed': 'anonymous_id',
    },
}}) }}
with

events as (

    select
        events.*,
        listed.event_bit

    from {{ ref('int_events_placed') }} as events
    left join {{ ref('int_events_listed') }} as listed
        on events.event_name = listed.event_name

)

select
    session_id,
    min(anonymous_id) as anonymous_id,
    min(session_number) as session_number,
    min(login_id) as login_id,
    min(case when login_id is not null then occurred_at end) as first_login_at,
    max(case when login_id is not null then occurred_at end) as last_login_at,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    {{ min_by('platform', 'event_number') }} as platform,
    {{ min_by('device_type', 'event_number') }} as device_type,
    {{ min_by('country', 'event_number') }} as country,
    {{ min_by('event_id', 'case when has_origin then event_number end') }} as origin_event_id,
    {{ min_by("coalesce(referrer_host, '')", 'case when has_origin then event_number end') }} as referrer_host,
    {{ min_by('page_path', 'event_number') }} as entry_page,
    {{ max_by('page_path', 'event_number') }} as exit_page,
    count(*) as event_count,
    {{ count_where("event_name = 'page_view'") }} as page_view_count,
    cast(coalesce(sum(engaged_ms), 0) as {{ type_double() }}) / 1000 as engaged_seconds,
    coalesce(bit_or(event_bit), 0) as event_bits,
    max(case when event_name = 'product_view' then 1 else 0 end) = 1 as has_product_view,
    max(case when event_name = 'file_download' then 1 else 0 end) = 1 as has_download,
    max(case when event_name = 'add_to_cart' then 1 else 0 end) = 1 as has_add_to_cart,
    max(case when event_name = 'begin_checkout' then 1 else 0 end) = 1 as has_begin_checkout,
    max(case when event_name = 'purchase' then 1 else 0 end) = 1 as has_purchase,
    max(case when is_robot then 1 else 0 end) = 1 as is_bot

from events
group by session_id
