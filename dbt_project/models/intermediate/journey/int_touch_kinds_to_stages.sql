{{ config(materialized='tracked') }}
with

-- Two stages of one model under one number: the later name wins, so that every touch has one stage.
rules as (

    select
        *,
        cast(dense_rank() over (partition by stage_model order by stage_order, stage) as integer) as stage_rank

    from {{ ref('journey_stage_rules') }}

),

named_stages as (

    select distinct
        stage_model,
        stage,
        stage_order,
        stage_rank

    from rules

),

stages as (

    select
        *,
        cast(power(2, row_number() over (order by stage_model, stage_rank) - 1) as bigint) as stage_bit

    from named_stages

),

-- From the last stage nobody can go on.
later_stages as (

    select
        stages.stage_model,
        stages.stage_rank,
        bit_or(later.stage_bit) as later_bits

    from stages
    inner join stages as later
        on
            stages.stage_model = later.stage_model
            and stages.stage_order < later.stage_order
    group by stages.stage_model, stages.stage_rank

),

kinds as (

    select *
    from {{ ref('int_touch_kinds_listed') }}

),

matched as (

    select
        kinds.touch_kind,
        rules.stage_model,
        rules.stage_rank

    from kinds
    inner join rules
        on kinds.touch_type = rules.match_value
    where rules.match_type = 'touch_type'

    union all

    select
        kinds.touch_kind,
        rules.stage_model,
        rules.stage_rank

    from kinds
    inner join {{ ref('int_events_listed') }} as listed
        on kinds.event_bits & listed.event_bit > 0
    inner join rules
        on listed.event_name = rules.match_value
    where rules.match_type = 'event_name'

),

furthest as (

    select
        touch_kind,
        stage_model,
        max(stage_rank) as stage_rank

    from matched
    group by touch_kind, stage_model

)

select
    furthest.touch_kind,
    furthest.stage_model,
    stages.stage,
    stages.stage_order,
    stages.stage_bit,
    later_stages.later_bits

from furthest
inner join stages
    on
        furthest.stage_model = stages.stage_model
        and furthest.stage_rank = stages.stage_rank
left join later_stages
    on
        furthest.stage_model = later_stages.stage_model
        and furthest.stage_rank = later_stages.stage_rank
