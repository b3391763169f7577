with

overrides as (

    select
        override_id,
        least(left_record_id, right_record_id) as left_record_id,
        greatest(left_record_id, right_record_id) as right_record_id,
        decision,
        decided_at

    from {{ ref('stg_crm__identity_overrides') }}
    where {{ happened_by_as_of('decided_at') }} and left_record_id != right_record_id

),

-- A record that was merged away may still be spoken of.
records as (

    select record_id
    from {{ ref('id_records_dated') }}

    union all

    select customer_record_id as record_id
    from {{ ref('deleted_customers') }}

),

numbered_decisions as (

    select
        *,
        row_number() over (
            partition by left_record_id, right_record_id
            order by decided_at desc, override_id desc
        ) as decision_number

    from overrides

)

select
    decisions.left_record_id,
    decisions.right_record_id,
    decisions.decision

from numbered_decisions as decisions
inner join records as left_record
    on decisions.left_record_id = left_record.record_id
inner join records as right_record
    on decisions.right_record_id = right_record.record_id
where decisions.decision_number = 1
