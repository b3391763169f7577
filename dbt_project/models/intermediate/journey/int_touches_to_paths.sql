{{ config(materialized='tracked', meta={'increments': {
    'key': 'coalesce(visitor_number, 0)',
    'by': {
        'int_touches_unioned': text_number('visitor_key', is_filled=true),
        'int_visitors_numbered': 'visitor_number',
        'orders': 'order_id < int_touches_unioned.order_id',
    },
}}) }}
with

contacts as (

    select
        visitors.visitor_number,
        touches.touchpoint_id,
        coalesce(touches.channel, 'unknown') as channel,
        touches.campaign_id,
        touches.occurred_at

    from {{ ref('int_touches_unioned') }} as touches
    inner join {{ ref('int_visitors_numbered') }} as visitors
        on touches.visitor_key = visitors.visitor_key
    where
        touches.touch_type in (
            'web_session', 'app_session', 'other_session', 'message_click', 'event_attended', 'ticket_proactive'
        )

),

-- An order of nobody we know has no visitor, here 0, and so no touches.
conversions as (

    select
        orders.order_id,
        orders.ordered_at,
        coalesce(visitors.visitor_number, {{ no_text_number() }}) as visitor_number,
        row_number() over (
            partition by visitors.visitor_number order by orders.ordered_at, orders.order_id
        ) as order_number

    from {{ ref('orders') }} as orders
    inner join {{ ref('int_touches_unioned') }} as touches
        on
            orders.order_id = touches.order_id
            and touches.source_table = 'commerce.orders'
    left join {{ ref('int_visitors_numbered') }} as visitors
        on touches.visitor_key = visitors.visitor_key
    where orders.is_counted

),

-- A touch in the very moment of an order led to it: it comes before.
moments as (

    select
        visitor_number,
        touchpoint_id,
        channel,
        campaign_id,
        occurred_at,
        0 as is_order

    from contacts

    union all

    select
        visitor_number,
        cast(null as {{ type_text() }}) as touchpoint_id,
        cast(null as {{ type_text() }}) as channel,
        cast(null as {{ type_text() }}) as campaign_id,
        ordered_at as occurred_at,
        1 as is_order

    from conversions
    where visitor_number != {{ no_text_number() }}

),

counted_moments as (

    select
        *,
        sum(is_order) over (
            partition by visitor_number order by occurred_at, is_order
            rows between unbounded preceding and current row
        ) as order_count

    from moments

),

-- A touch belongs to the order that follows; after the last one it belongs to a path that leads nowhere yet.
assigned_touches as (

    select
        conversions.order_id,
        moments.visitor_number,
        moments.touchpoint_id,
        moments.channel,
        moments.campaign_id,
        moments.occurred_at

    from counted_moments as moments
    left join conversions
        on
            moments.visitor_number = conversions.visitor_number
            and moments.order_count + 1 = conversions.order_number
    where
        moments.is_order = 0
        and (
            conversions.order_id is null
            or moments.occurred_at
            >= conversions.ordered_at - interval '{{ var("attribution_window_days") }} days'
        )

),

numbered_touches as (

    select
        *,
        row_number() over path as touch_number,
        lead(channel) over path as next_channel

    from assigned_touches
    window path as (partition by visitor_number, order_id order by occurred_at, touchpoint_id)

),

orders_touched as (

    select order_id
    from numbered_touches
    where touch_number = 1 and order_id is not null

)

select
    order_id,
    visitor_number,
    touchpoint_id,
    channel,
    next_channel,
    campaign_id,
    touch_number,
    occurred_at

from numbered_touches

union all

-- An order that nothing led to still has a path, so that credits add up to all orders.
select
    conversions.order_id,
    nullif(conversions.visitor_number, {{ no_text_number() }}) as visitor_number,
    'unknown:' || conversions.order_id as touchpoint_id,
    'unknown' as channel,
    cast(null as {{ type_text() }}) as next_channel,
    cast(null as {{ type_text() }}) as campaign_id,
    1 as touch_number,
    conversions.ordered_at as occurred_at

from conversions
left join orders_touched
    on conversions.order_id = orders_touched.order_id
where orders_touched.order_id is null
