with

records as (

    select
        record_id,
        person_id,
        customer_id

    from {{ ref('id_records_resolved') }}

),

identifiers as (

    select
        record_id,
        identifier_type,
        identifier_value

    from {{ ref('id_records_to_identifiers') }}
    where not is_blocked

),

handles as (

    select
        customer_record_id as record_id,
        {{ normalised_handle('platform', 'handle') }} as handle

    from {{ ref('stg_social__customer_handles') }}
    where {{ happened_by_as_of('linked_at') }}

),

carried as (

    select
        record_id,
        'record' as identifier_type,
        record_id as identifier_value

    from records

    union all

    select
        record_id,
        identifier_type,
        identifier_value

    from identifiers

    union all

    select
        record_id,
        'social_handle' as identifier_type,
        handle as identifier_value

    from handles

)

-- What two persons share, a family's mailbox for example, names neither of them.
select
    carried.identifier_type,
    carried.identifier_value,
    min(records.person_id) as person_id,
    min(records.customer_id) as customer_id

from carried
inner join records
    on carried.record_id = records.record_id
group by carried.identifier_type, carried.identifier_value
having min(records.person_id) = max(records.person_id)
