with

touches as (

    select *
    from {{ ref('int_touches_unioned') }}

),

stages as (

    select
        touchpoint_id,
        stage

    from {{ ref('journey_stage_events') }}
    where stage_model = 'five_stage'

)

select
    touches.touchpoint_id,
    touches.customer_id,
    touches.visitor_key,
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
    -- Filled once the texts of contacts are scored.
    cast(null as {{ type_double() }}) as sentiment,
    touches.source_table,
    touches.source_key

from touches
left join stages
    on touches.touchpoint_id = stages.touchpoint_id
