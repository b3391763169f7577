with

customers as (

    select
        measure_number,
        customer_number,
        min(variant) as variant,
        max(variant) as other_variant,
        min(starts_at) as starts_at

    from {{ ref('int_assignments_identified') }}
    group by measure_number, customer_number

)

-- Who was given several variants is in no group: nobody knows which of them worked.
select
    measure_number,
    customer_number,
    case when variant = other_variant then variant end as variant,
    starts_at

from customers
