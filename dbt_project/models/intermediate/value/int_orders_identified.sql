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

owners as (

    select
        identifier_type,
        identifier_value,
        person_id,
        customer_id

    from {{ ref('id_identifiers_to_persons') }}

)

-- Record first, then membership, then e-mail; who is found first ends the search, an erased person included.
select
    orders.order_id,
    case
        when by_record.person_id is not null then by_record.customer_id
        when by_member_no.person_id is not null then by_member_no.customer_id
        else by_email.customer_id
    end as customer_id,
    coalesce(by_record.person_id, by_member_no.person_id, by_email.person_id) as person_id

from orders
left join owners as by_record
    on by_record.identifier_type = 'record' and orders.customer_record_id = by_record.identifier_value
left join owners as by_member_no
    on by_member_no.identifier_type = 'member_no' and orders.member_no = by_member_no.identifier_value
left join owners as by_email
    on by_email.identifier_type = 'email' and orders.email = by_email.identifier_value
