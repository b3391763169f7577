with

assignments as (

    select
        assignments.experiment_id,
        assignments.customer_record_id,
        assignments.variant,
        assignments.planned_share,
        assignments.assigned_at

    from {{ ref('stg_messaging__assignments') }} as assignments
    where {{ happened_by_as_of('assignments.assigned_at') }}

),

records as (

    select
        records.record_id,
        customers.customer_number

    from {{ ref('id_records_resolved') }} as records
    inner join {{ ref('id_customers_numbered') }} as customers
        on records.customer_id = customers.customer_id

)

-- Once per measure: several measures may ask what one experiment did, each up to its own end.
select
    measures.measure_number,
    records.customer_number,
    assignments.variant,
    assignments.planned_share,
    greatest(measures.started_at, assignments.assigned_at) as starts_at

from assignments
inner join records
    on assignments.customer_record_id = records.record_id
inner join {{ ref('int_measures_dated') }} as measures
    on assignments.experiment_id = measures.experiment_id
where assignments.assigned_at <= measures.period_end
