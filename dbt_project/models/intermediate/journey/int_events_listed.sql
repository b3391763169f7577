{{ config(materialized='tracked') }}
with

rules as (

    select match_value
    from {{ ref('journey_stage_rules') }}
    where match_type = 'event_name'

),

actions as (

    select match_value
    from {{ ref('journey_map_actions') }}
    where match_type = 'event_name'

),

names as (

    select match_value as event_name
    from rules

    union distinct

    select match_value as event_name
    from actions

)

-- What of the list happened on a visit is then one number.
select
    event_name,
    cast(power(2, row_number() over (order by event_name) - 1) as bigint) as event_bit

from names
