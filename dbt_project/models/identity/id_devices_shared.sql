{{ config(materialized='tracked') }}
with

devices as (

    select
        anonymous_id,
        user_id

    from {{ ref('stg_web__events') }}
    where {{ happened_by_as_of('occurred_at') }}
    group by anonymous_id, user_id

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

),

bypassed as (

    select distinct {{ bypass_form('value') }} as value
    from {{ ref('identity_bypass') }}
    where identifier_type = 'anonymous_id'

),

-- An order may carry an id for nothing too, whether a visit does or not.
carried as (

    select anonymous_id
    from devices

    union

    select anonymous_id
    from {{ ref('stg_commerce__orders') }}
    where anonymous_id is not null and {{ happened_by_as_of('ordered_at') }}

),

placeholders as (

    select carried.anonymous_id

    from carried
    inner join bypassed
        on {{ bypass_form('carried.anonymous_id') }} = bypassed.value

),

crowded as (

    select devices.anonymous_id

    from devices
    inner join records
        on devices.user_id = records.record_id
    group by devices.anonymous_id
    having count(distinct records.customer_id) > {{ var('identity_block_records') }}

)

select
    anonymous_id,
    'placeholder' as reason
from placeholders

union all

select
    crowded.anonymous_id,
    'crowded' as reason
from crowded
left join placeholders
    on crowded.anonymous_id = placeholders.anonymous_id
where placeholders.anonymous_id is null
