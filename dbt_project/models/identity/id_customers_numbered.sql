with

customers as (

    select distinct customer_id
    from {{ ref('id_records_resolved') }}
    where customer_id is not null

)

-- Where millions of facts are counted per customer, a number is several times cheaper to group by than a text.
select
    customer_id,
    row_number() over (order by customer_id) as customer_number

from customers
