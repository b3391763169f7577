with

contacts as (

    select
        touchpoint_id,
        visitor_key,
        touch_type,
        coalesce(channel, 'unknown') as channel,
        campaign_id,
        occurred_at

    from {{ ref('touchpoints') }}
    where touch_type in ('web_session', 'app_session', 'message_click', 'event_attended', 'ticket_proactive')

),

conversions as (

    select
        orders.order_id,
        orders.ordered_at,
        order_touches.visitor_key,
        row_number() over (
            partition by order_touches.visitor_key order by orders.ordered_at, orders.order_id
        ) as order_number

    from {{ ref('orders') }} as orders
    inner join {{ ref('touchpoints') }} as order_touches
        on
            orders.order_id = order_touches.order_id
            and order_touches.source_table = 'commerce.orders'
    where orders.is_counted

),

-- A touch in the very moment of an order led to it: it comes before.
moments as (

    select
        visitor_key,
        touchpoint_id,
        occurred_at,
        0 as is_order

    from contacts
    where visitor_key is not null

    union all

    select
        visitor_key,
        cast(null as varchar) as touchpoint_id,
        ordered_at as occurred_at,
        1 as is_order

    from conversions
    where visitor_key is not null

),

counted_moments as (

    select
        *,
        sum(is_order) over (
            partition by visitor_key order by occurred_at, is_order
            rows between unbounded preceding and current row
        ) as order_count

    from moments

),

-- A touch belongs to the order that follows; after the last one it belongs to a path that leads nowhere yet.
assigned_touches as (

    select
        conversions.order_id,
        contacts.visitor_key,
        contacts.touchpoint_id,
        contacts.channel,
        contacts.campaign_id,
        contacts.occurred_at

    from counted_moments
    inner join contacts
        on counted_moments.touchpoint_id = contacts.touchpoint_id
    left join conversions
        on
            counted_moments.visitor_key = conversions.visitor_key
            and counted_moments.order_count + 1 = conversions.order_number
    where
        counted_moments.is_order = 0
        and (
            conversions.order_id is null
            or contacts.occurred_at
            >= conversions.ordered_at - interval '{{ var("attribution_window_days") }} days'
        )

),

numbered_touches as (

    select
        *,
        row_number() over (
            partition by visitor_key, order_id order by occurred_at, touchpoint_id
        ) as touch_number,
        lead(channel) over (
            partition by visitor_key, order_id order by occurred_at, touchpoint_id
        ) as next_channel

    from assigned_touches

),

orders_touched as (

    select distinct order_id
    from numbered_touches

)

select
    order_id,
    visitor_key,
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
    conversions.visitor_key,
    'unknown:' || conversions.order_id as touchpoint_id,
    'unknown' as channel,
    cast(null as varchar) as next_channel,
    cast(null as varchar) as campaign_id,
    1 as touch_number,
    conversions.ordered_at as occurred_at

from conversions
left join orders_touched
    on conversions.order_id = orders_touched.order_id
where orders_touched.order_id is null
