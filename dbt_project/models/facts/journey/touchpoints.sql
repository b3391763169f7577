{{ config(materialized='tracked', meta={'increments': {
    'key': 'touchpoint_id',
    'by': {
        'int_touches_unioned': 'touchpoint_id',
        'int_touch_kinds_to_stages': 'touch_kind < int_touches_unioned.touch_kind',
        'int_devices_hashed': 'anonymous_id < int_touches_unioned.published_anonymous_id',
        'int_touches_to_sentiments': 'touchpoint_id',
    },
}}) }}
with

touches as (

    select *
    from {{ ref('int_touches_unioned') }}

),

stages as (

    select
        touch_kind,
        stage

    from {{ ref('int_touch_kinds_to_stages') }}
    where stage_model = 'five_stage'

),

devices as (

    select *
    from {{ ref('int_devices_hashed') }}

)

select
    touches.touchpoint_id,
    touches.customer_id,
    coalesce(touches.customer_id, devices.anonymous_id_hash) as visitor_key,
    touches.occurred_at,
    {{ business_date('touches.occurred_at') }} as business_date,
    touches.touch_type,
    touches.channel,
    case
        when touches.touch_type in ('message_click', 'ticket_proactive') then 'outbound'
        else 'inbound'
    end as direction,
    stages.stage as journey_stage,
    touches.campaign_id,
    touches.session_id,
    touches.order_id,
    touches.amount,
    sentiments.sentiment,
    touches.source_table,
    touches.source_key

from touches
left join stages
    on touches.touch_kind = stages.touch_kind
left join devices
    on touches.published_anonymous_id = devices.anonymous_id
left join {{ ref('int_touches_to_sentiments') }} as sentiments
    on touches.touchpoint_id = sentiments.touchpoint_id
