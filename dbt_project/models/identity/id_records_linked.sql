with

pairs as (

    select *
    from {{ ref('id_records_paired') }}

),

records as (

    select
        record_id,
        birth_date

    from {{ ref('id_records_dated') }}

),

names as (

    select
        record_id,
        folded_name

    from {{ ref('id_names_folded') }}

),

-- A household shares a telephone and a mailbox, but no birthday; where nothing is known, nothing contradicts.
compared as (

    select
        pairs.link_type,
        pairs.left_record_id,
        pairs.right_record_id,
        coalesce(left_record.birth_date != right_record.birth_date, false) as is_other_birth_date,
        coalesce(left_name.folded_name != right_name.folded_name, false) as is_other_name

    from pairs
    inner join records as left_record
        on pairs.left_record_id = left_record.record_id
    inner join records as right_record
        on pairs.right_record_id = right_record.record_id
    left join names as left_name
        on pairs.left_record_id = left_name.record_id
    left join names as right_name
        on pairs.right_record_id = right_name.record_id

)

select
    'always_match' as link_type,
    1 as link_order,
    left_record_id,
    right_record_id

from {{ ref('id_overrides_resolved') }}
where decision = 'always_match'

union all

select
    link_type,
    case link_type when 'member_no' then 2 when 'email' then 3 else 4 end as link_order,
    left_record_id,
    right_record_id

from compared
where
    link_type = 'member_no'
    or (not is_other_birth_date and (link_type = 'email' or not is_other_name))
