with

categories as (

    select distinct category
    from {{ ref('products') }}
    where category is not null

),

shown as (

    select
        customer_id,
        category,
        shown_by,
        cast(null as {{ type_text() }}) as order_id,
        occurred_at

    from {{ ref('int_visits_to_interests') }}

    union all

    select
        views.customer_id,
        categories.category,
        'article_view' as shown_by,
        cast(null as {{ type_text() }}) as order_id,
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
