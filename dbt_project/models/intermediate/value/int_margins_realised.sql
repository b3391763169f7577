select
    customer_id,
    business_date as event_date,
    margin as amount,
    'commerce.orders' as evidence_table,
    order_id as evidence_key

from {{ ref('orders') }}
where is_counted and customer_id is not null

union all

select
    customer_id,
    business_date as event_date,
    margin as amount,
    'commerce.subscriptions' as evidence_table,
    subscription_id || '|' || cast(term_no as varchar) || '|' || cast(month_number as varchar) as evidence_key

from {{ ref('int_terms_to_payments') }}

union all

select
    customer_id,
    business_date as event_date,
    -amount as amount,
    'commerce.refunds' as evidence_table,
    refund_id as evidence_key

from {{ ref('int_credit_notes_valued') }}
where customer_id is not null
