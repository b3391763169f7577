{{ config(materialized='tracked', meta={'increments': {
    'key': 'anonymous_id',
    'by': {
        'int_events_to_sessions': 'anonymous_id',
        'stg_commerce__orders': 'anonymous_id',
    },
    'moments': {'stg_commerce__orders': 'ordered_at'},
}}) }}
with

devices as (

    select anonymous_id
    from {{ ref('int_events_to_sessions') }}

    union

    select anonymous_id
    from {{ ref('stg_commerce__orders') }}
    where anonymous_id is not null and {{ happened_by_as_of('ordered_at') }}

)

-- Hashed once: visits, orders and logins of a device all show the same hash.
select
    anonymous_id,
    {{ identifier_hash('anonymous_id', 'anonymous_id') }} as anonymous_id_hash

from devices
