{{ config(materialized='tracked', meta={'increments': {
    'key': 'touchpoint_id',
    'by': {
        'int_touches_unioned': 'touchpoint_id',
        'journey_stage_events': 'touchpoint_id',
    },
}}) }}
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
    touches.*,
    stages.stage as journey_stage

from touches
left join stages
    on touches.touchpoint_id = stages.touchpoint_id
