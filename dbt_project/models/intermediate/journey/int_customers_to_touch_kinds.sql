{{ config(materialized='tracked', meta={'increments': {
    'key': 'customer_id',
    'by': {
        'int_touches_reached': 'customer_id',
    },
}}) }}
-- Customers come again and again: who is counted once is counted from here, not from all contacts.
select distinct
    customer_id,
    quarter,
    touch_type,
    touch_kind,
    channel,
    stage_bits

from {{ ref('int_touches_reached') }}
where customer_id is not null
