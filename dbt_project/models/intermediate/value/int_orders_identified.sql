with

orders as (

    select
        order_id,
        customer_record_id,
        {{ trimmed('member_no') }} as member_no,
        {{ normalised_email('email') }} as email

    from {{ ref('stg_commerce__orders') }}
    where {{ happened_by_as_of('ordered_at') }}

),

owned as (

    {{ with_owner('orders', [['record', 'customer_record_id'], ['member_no', 'member_no'], ['email', 'email']]) }}

)

select
    order_id,
    customer_id,
    person_id

from owned
