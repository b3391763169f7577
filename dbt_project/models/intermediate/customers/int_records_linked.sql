with

identifiers as (

    select
        record_id,
        identifier_type,
        identifier_value

    from {{ ref('int_records_to_identifiers') }}
    where not is_blocked

),

overrides as (

    select
        left_record_id,
        right_record_id

    from {{ ref('int_overrides_resolved') }}
    where decision = 'always_match'

),

links as (

    select
        'always_match' as link_type,
        1 as link_order,
        left_record_id,
        right_record_id

    from overrides

    union all

    -- At most identity_block_records records carry an identifier, so the pairs stay few.
    select distinct
        earlier.identifier_type as link_type,
        case earlier.identifier_type when 'member_no' then 2 when 'email' then 3 else 4 end as link_order,
        earlier.record_id as left_record_id,
        later.record_id as right_record_id

    from identifiers as earlier
    inner join identifiers as later
        on
            earlier.identifier_type = later.identifier_type
            and earlier.identifier_value = later.identifier_value
            and earlier.record_id < later.record_id

)

select
    link_type,
    link_order,
    left_record_id,
    right_record_id

from links
