{{ config(materialized='tracked', meta={'increments': {
    'key': 'visitor_key',
    'by': {
        'int_touches_unioned': 'coalesce(visitor_key, touchpoint_id)',
        'int_touches_contacted': 'touchpoint_id < int_touches_unioned.touchpoint_id',
        'int_touch_kinds_to_stages': 'touch_kind < int_touches_unioned.touch_kind',
    },
}}) }}
with

touches as (

    select
        touches.touchpoint_id,
        coalesce(touches.visitor_key, touches.touchpoint_id) as visitor_key,
        touches.visitor_key is not null as is_visitor_known,
        touches.customer_id,
        touches.touch_type,
        touches.touch_kind,
        coalesce(touches.channel, 'unknown') as channel,
        {{ quarter_of(business_date('touches.occurred_at')) }} as quarter,
        touches.occurred_at,
        case when touches.customer_id is not null then contacted.touchpoint_id is not null end as is_contacted

    from {{ ref('int_touches_unioned') }} as touches
    left join {{ ref('int_touches_contacted') }} as contacted
        on touches.touchpoint_id = contacted.touchpoint_id

),

-- A stage of any model is a bit: what somebody reaches in all of them is one number.
kinds as (

    select
        touch_kind,
        bit_or(stage_bit) as stage_bits

    from {{ ref('int_touch_kinds_to_stages') }}
    group by touch_kind

)

select
    touches.touchpoint_id,
    touches.visitor_key,
    touches.is_visitor_known,
    touches.customer_id,
    touches.touch_type,
    touches.touch_kind,
    touches.channel,
    touches.quarter,
    touches.is_contacted,
    kinds.stage_bits,
    bit_or(kinds.stage_bits) over (
        partition by touches.visitor_key order by touches.occurred_at
        range between current row and interval '{{ var("attribution_window_days") }} days' following
    ) as reached_bits

from touches
left join kinds
    on touches.touch_kind = kinds.touch_kind
