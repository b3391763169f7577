{{ config(materialized='tracked', meta={'increments': {
    'key': 'customer_id',
    'by': {
        'sessions': 'customer_id',
        'int_events_sessionized': 'session_id << sessions.session_id',
        'stg_web__events': 'event_id << int_events_sessionized.event_id',
        'int_products_categorised': 'product_id < stg_web__events.product_id',
    },
    'moments': {'stg_web__events': 'occurred_at'},
}}) }}
with

products as (

    select *
    from {{ ref('int_products_categorised') }}

),

categories as (

    select *
    from {{ ref('int_categories_named') }}

),

events as (

    select
        event_id,
        event_name,
        product_id,
        occurred_at,
        case when event_name = 'search' then {{ bypass_form('search_term') }} end as searched_name

    from {{ ref('stg_web__events') }}
    where
        {{ happened_by_as_of('occurred_at') }}
        and (
            (event_name in ('product_view', 'add_to_cart') and product_id is not null)
            or (event_name = 'search' and search_term is not null)
        )

),

-- Whose visit it was, not only who was logged in at that very moment; no robots.
owned_events as (

    select
        sessions.customer_id,
        events.event_name,
        events.product_id,
        events.searched_name,
        events.occurred_at

    from events
    inner join {{ ref('int_events_sessionized') }} as visits
        on events.event_id = visits.event_id
    inner join {{ ref('sessions') }} as sessions
        on visits.session_id = sessions.session_id
    where sessions.customer_id is not null

)

select
    events.customer_id,
    products.category,
    events.event_name as shown_by,
    events.occurred_at

from owned_events as events
inner join products
    on events.product_id = products.product_id
where events.event_name != 'search'

union all

select
    events.customer_id,
    categories.category,
    'search' as shown_by,
    events.occurred_at

from owned_events as events
inner join categories
    on events.searched_name = categories.name
