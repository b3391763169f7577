{{ config(materialized='tracked') }}
with

kinds as (

    select distinct
        touch_kind,
        touch_type

    from {{ ref('int_touches_unioned') }}

)

select
    touch_kind,
    touch_type,
    cast(split_part(touch_kind, ':', 2) as bigint) as event_bits

from kinds
