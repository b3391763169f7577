with

links as (

    select
        link_order,
        left_record_id,
        right_record_id
    from {{ ref('id_records_linked') }}

    union all

    select
        0 as link_order,
        left_record_id,
        right_record_id
    from {{ ref('id_overrides_resolved') }}
    where decision = 'never_match'

),

numbers as (

    select *
    from {{ ref('id_records_numbered') }}

)

select
    links.link_order,
    left_numbers.record_number as left_number,
    right_numbers.record_number as right_number

from links
inner join numbers as left_numbers
    on links.left_record_id = left_numbers.record_id
inner join numbers as right_numbers
    on links.right_record_id = right_numbers.record_id
