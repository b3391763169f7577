with

pairs as (

    select
        left_record_id,
        right_record_id
    from {{ ref('id_records_linked') }}

    union all

    select
        left_record_id,
        right_record_id
    from {{ ref('id_overrides_resolved') }}
    where decision = 'never_match'

),

records as (

    select left_record_id as record_id
    from pairs

    union

    select right_record_id as record_id
    from pairs

)

-- Clusters are solved over numbers: texts would cost several times as much as the solving.
select
    record_id,
    row_number() over (order by record_id) - 1 as record_number

from records
