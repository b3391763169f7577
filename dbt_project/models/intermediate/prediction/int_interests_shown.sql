with

products as (

    select
        product_id,
        category

    from {{ ref('products') }}
    where category is not null

),

categories as (

    select distinct
        category,
        {{ bypass_form('category') }} as name

    from products

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

),

shown as (

    select
        events.customer_id,
        products.category,
        events.event_name as shown_by,
        cast(null as varchar) as order_id,
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
        cast(null as varchar) as order_id,
        events.occurred_at

    from owned_events as events
    inner join categories
        on events.searched_name = categories.name

    union all

    select
        views.customer_id,
        categories.category,
        'article_view' as shown_by,
        cast(null as varchar) as order_id,
        views.occurred_at

    from {{ ref('int_article_views_identified') }} as views
    inner join {{ ref('articles') }} as articles
        on views.article_id = articles.article_id
    inner join categories
        on articles.topic = categories.category
    where views.customer_id is not null

    union all

    select
        lines.customer_id,
        lines.category,
        'order_line' as shown_by,
        lines.order_id,
        orders.ordered_at as occurred_at

    from {{ ref('order_lines') }} as lines
    inner join {{ ref('orders') }} as orders
        on lines.order_id = orders.order_id
    where
        lines.is_counted
        and lines.customer_id is not null
        and lines.category is not null
        and lines.quantity - lines.refunded_quantity > 0

)

-- What was shown on a day in the same way weighs alike, and is much.
select
    customer_id,
    category,
    shown_by,
    {{ business_date('occurred_at') }} as business_date,
    count(*) as fact_count,
    count(distinct order_id) as order_count,
    max(occurred_at) as last_seen_at

from shown
group by customer_id, category, shown_by, {{ business_date('occurred_at') }}
