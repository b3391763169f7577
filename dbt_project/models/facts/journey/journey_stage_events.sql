{{ config(materialized='tracked', meta={'increments': {
    'key': 'touchpoint_id',
    'by': {
        'int_touches_unioned': 'touchpoint_id',
        'int_touch_kinds_to_stages': 'touch_kind < int_touches_unioned.touch_kind',
    },
}}) }}
select
    stages.stage_model,
    touches.touchpoint_id,
    stages.stage,
    stages.stage_order

from {{ ref('int_touches_unioned') }} as touches
inner join {{ ref('int_touch_kinds_to_stages') }} as stages
    on touches.touch_kind = stages.touch_kind
