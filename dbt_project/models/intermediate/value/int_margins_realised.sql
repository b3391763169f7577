with

orders as (

    select
        order_id,
        customer_id,
        business_date,
        margin

    from {{ ref('orders') }}
    where is_counted and customer_id is not null

)

select
    customer_id,
    business_date as event_date,
    margin as amount,
    'commerce.orders' as evidence_table,
    order_id as evidence_key,
    cast(null as {{ type_text() }}) as event_key

from orders

union all

select
    customer_id,
    business_date as event_date,
    margin as amount,
    'commerce.subscriptions' as evidence_table,
    subscription_id || '|' || cast(term_no as {{ type_text() }})
    || '|' || cast(month_number as {{ type_text() }}) as evidence_key,
    cast(null as {{ type_text() }}) as event_key

from {{ ref('int_terms_to_payments') }}

union all

-- Shops number credit notes as they number orders: one of the customer's orders may carry the same number.
select
    credit_notes.customer_id,
    credit_notes.business_date as event_date,
    -credit_notes.amount as amount,
    'commerce.refunds' as evidence_table,
    credit_notes.refund_id as evidence_key,
    case when orders.order_id is not null then 'commerce.refunds:' || credit_notes.refund_id end as event_key

from {{ ref('int_credit_notes_valued') }} as credit_notes
left join orders
    on
        credit_notes.refund_id = orders.order_id
        and credit_notes.customer_id = orders.customer_id
where credit_notes.customer_id is not null
