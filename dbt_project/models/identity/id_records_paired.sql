with

identifiers as (

    select
        record_id,
        identifier_type,
        identifier_value

    from {{ ref('id_records_to_identifiers') }}
    where not is_blocked

)

-- At most identity_block_records records carry an identifier, so the pairs stay few.
select distinct
    earlier.identifier_type as link_type,
    earlier.record_id as left_record_id,
    later.record_id as right_record_id

from identifiers as earlier
inner join identifiers as later
    on
        earlier.identifier_type = later.identifier_type
        and earlier.identifier_value = later.identifier_value
        and earlier.record_id < later.record_id
