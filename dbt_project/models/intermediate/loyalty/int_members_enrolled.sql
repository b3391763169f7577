with

records as (

    select
        record_id,
        customer_id,
        created_at

    from {{ ref('id_records_resolved') }}
    where customer_id is not null and not is_alias

),

member_nos as (

    select record_id
    from {{ ref('id_records_to_identifiers') }}
    where identifier_type = 'member_no' and not is_blocked

)

select
    records.customer_id,
    {{ business_date('min(records.created_at)') }} as joined_date

from records
inner join member_nos
    on records.record_id = member_nos.record_id
group by records.customer_id
