with

returns as (

    select
        order_id,
        channel as refund_channel,
        row_number() over (partition by order_id order by refunded_at, refund_id) as place

    from {{ ref('stg_commerce__refunds') }}
    where {{ happened_by_as_of('refunded_at') }}

),

-- Orders that earned a coupon which somebody used.
earners as (

    select distinct earned_order_id as order_id
    from {{ ref('stg_commerce__coupon_redemptions') }}
    where earned_order_id is not null and {{ happened_by_as_of('redeemed_at') }}

),

next_orders as (

    select
        customer_id,
        order_number - 1 as order_number,
        business_date

    from {{ ref('orders') }}
    where is_counted and customer_id is not null

),

flows as (

    select
        {{ month_of('orders.business_date') }} as month,
        orders.channel as order_channel,
        coalesce(orders.fulfilment, 'unknown') as fulfilment,
        coalesce(choices.delivery_choice, 'unknown') as delivery_choice,
        case
            when returns.order_id is null then 'none'
            else coalesce(returns.refund_channel, 'unknown')
        end as refund_channel,
        orders.gross_sales,
        orders.refund_amount,
        orders.net_sales,
        earners.order_id is not null as is_coupon_redeemed,
        orders.is_counted
        and orders.customer_id is not null
        and {{ days_between('orders.business_date', 'as_of.as_of_date') }} >= {{ var('reorder_days') }} as is_matured,
        coalesce(
            {{ days_between('orders.business_date', 'next_orders.business_date') }} <= {{ var('reorder_days') }}, false
        ) as is_reordered

    from {{ ref('orders') }} as orders
    inner join {{ ref('stg_commerce__orders') }} as choices
        on orders.order_id = choices.order_id
    cross join {{ ref('as_of') }} as as_of
    left join returns
        on
            orders.order_id = returns.order_id
            and returns.place = 1
    left join earners
        on orders.order_id = earners.order_id
    left join next_orders
        on
            orders.customer_id = next_orders.customer_id
            and orders.order_number = next_orders.order_number
    where orders.status = 'paid' and orders.net_sales is not null

),

counted as (

    select
        month,
        order_channel,
        fulfilment,
        delivery_choice,
        refund_channel,
        count(*) as order_count,
        {{ money('sum(gross_sales)') }} as gross_sales,
        {{ money('sum(refund_amount)') }} as refund_amount,
        {{ money('sum(net_sales)') }} as net_sales,
        {{ count_where('is_coupon_redeemed') }} as coupon_redeemed_order_count,
        {{ count_where('is_matured') }} as matured_order_count,
        {{ count_where('is_matured and is_reordered') }} as reordered_order_count

    from flows
    group by month, order_channel, fulfilment, delivery_choice, refund_channel

)

select
    month,
    order_channel,
    fulfilment,
    delivery_choice,
    refund_channel,
    order_count,
    gross_sales,
    refund_amount,
    net_sales,
    coupon_redeemed_order_count,
    matured_order_count,
    reordered_order_count,
    {{ ratio('reordered_order_count', 'matured_order_count') }} as reorder_rate

from counted
