{{ config(materialized='tracked', meta={'increments': {
    'key': 'visitor_key',
    'by': {
        'int_touches_unioned': 'visitor_key',
    },
}}) }}
with

visitors as (

    select
        visitor_key,
        min(customer_id) as customer_id

    from {{ ref('int_touches_unioned') }}
    where visitor_key is not null
    group by visitor_key

)

-- Funnels and paths sort millions of moments by visitor: a number is several times cheaper than a text. It is made of
-- the text, so that it stays what it is when others come.
select
    visitor_key,
    customer_id,
    {{ text_number('visitor_key') }} as visitor_number

from visitors
