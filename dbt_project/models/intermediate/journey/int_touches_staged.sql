{{ config(materialized='tracked', meta={'increments': {
    'key': 'touchpoint_id',
    'by': {
        'int_touches_unioned': 'touchpoint_id',
        'int_touch_kinds_to_stages': 'touch_kind < int_touches_unioned.touch_kind',
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

)

select
    touches.*,
    stages.stage as journey_stage

from touches
left join stages
    on touches.touch_kind = stages.touch_kind
