with

visitors as (

    select
        visitor_key,
        min(customer_id) as customer_id

    from {{ ref('int_touches_staged') }}
    where visitor_key is not null
    group by visitor_key

)

-- Funnels and paths sort millions of moments by visitor: a number is several times cheaper than a hash.
select
    visitor_key,
    customer_id,
    row_number() over (order by visitor_key) as visitor_number

from visitors
