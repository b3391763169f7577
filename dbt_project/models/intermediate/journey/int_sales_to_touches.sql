{{ config(materialized='tracked') }}
with

placeholders as (

    select anonymous_id
    from {{ ref('id_devices_shared') }}
    where reason = 'placeholder'

),

orders as (

    select
        orders.order_id,
        orders.channel,
        orders.status,
        orders.currency_original,
        orders.campaign_id,
        orders.net_sales,
        {{ month_of('orders.business_date') }} as order_month,
        orders.ordered_at,
        identified.customer_id,
        identified.person_id is not null and identified.customer_id is null as is_erased,
        case when placeholders.anonymous_id is null then orders.anonymous_id end as anonymous_id

    from {{ ref('int_orders_valued') }} as orders
    inner join {{ ref('int_orders_identified') }} as identified
        on orders.order_id = identified.order_id
    left join placeholders
        on orders.anonymous_id = placeholders.anonymous_id

),

refunds as (

    select
        refund_id,
        order_id,
        channel,
        amount,
        refunded_at

    from {{ ref('stg_commerce__refunds') }}
    where {{ happened_by_as_of('refunded_at') }}

),

fx_rates as (

    select
        currency,
        rate,
        valid_from_month,
        valid_before_month

    from {{ ref('int_fx_rates_extended') }}

)

select
    'commerce.orders' as source_table,
    order_id as source_key,
    customer_id,
    anonymous_id,
    is_erased,
    'order_' || channel as touch_type,
    channel,
    campaign_id,
    order_id,
    net_sales as amount,
    ordered_at as occurred_at

from orders
where status = 'paid'

union all

-- Money goes back at the rate at which it came.
select
    'commerce.refunds' as source_table,
    refunds.refund_id as source_key,
    orders.customer_id,
    orders.anonymous_id,
    orders.is_erased,
    'refund' as touch_type,
    coalesce(refunds.channel, orders.channel) as channel,
    cast(null as {{ type_text() }}) as campaign_id,
    refunds.order_id,
    {{ money('-1 * ' ~ in_reporting_currency('refunds.amount')) }} as amount,
    refunds.refunded_at as occurred_at

from refunds
inner join orders
    on refunds.order_id = orders.order_id
left join fx_rates
    on
        orders.currency_original = fx_rates.currency
        and orders.order_month >= fx_rates.valid_from_month
        and orders.order_month < fx_rates.valid_before_month

union all

-- Without an order only the note's own channel is known, and nobody else than its customer.
select
    'commerce.refunds' as source_table,
    refund_id as source_key,
    customer_id,
    cast(null as {{ type_text() }}) as anonymous_id,
    false as is_erased,
    'refund' as touch_type,
    channel,
    cast(null as {{ type_text() }}) as campaign_id,
    cast(null as {{ type_text() }}) as order_id,
    {{ money('-amount') }} as amount,
    refunded_at as occurred_at

from {{ ref('int_credit_notes_valued') }}
where customer_id is not null
