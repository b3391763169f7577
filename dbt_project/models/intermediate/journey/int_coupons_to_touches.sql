{{ config(materialized='tracked') }}
with

redemptions as (

    select
        redemption_id,
        customer_record_id,
        order_id,
        campaign_id,
        redeemed_at

    from {{ ref('stg_commerce__coupon_redemptions') }}
    where {{ happened_by_as_of('redeemed_at') }}

),

records as (

    select
        record_id,
        person_id,
        customer_id

    from {{ ref('id_records_resolved') }}

),

orders as (

    select
        order_id,
        customer_id,
        channel

    from {{ ref('orders') }}

)

-- The record speaks first, an erased person's included; whose coupon it was may stand on the order only.
select
    'commerce.coupon_redemptions' as source_table,
    redemptions.redemption_id as source_key,
    case when records.person_id is not null then records.customer_id else orders.customer_id end as customer_id,
    'coupon_redemption' as touch_type,
    orders.channel,
    redemptions.campaign_id,
    redemptions.order_id,
    redemptions.redeemed_at as occurred_at

from redemptions
left join records
    on redemptions.customer_record_id = records.record_id
left join orders
    on redemptions.order_id = orders.order_id
