{{ config(meta={'dagster': {'ref': {'name': 'cev_reconciliation'}}}) }}
-- Returns customers, and the whole as 'all', whose allocated value differs from mapping to mapping, or that a mapping
-- leaves out.
with

mappings as (

    select count(*) as mapping_count
    from {{ ref('cev_reconciliation') }}

),

allocated_values as (

    select
        customer_id,
        cev_allocated as allocated_value

    from {{ ref('customer_cev') }}

    union all

    select
        'all' as customer_id,
        allocated_total as allocated_value

    from {{ ref('cev_reconciliation') }}

)

select
    allocated_values.customer_id,
    min(allocated_values.allocated_value) as least_value,
    max(allocated_values.allocated_value) as greatest_value,
    count(*) as row_count

from allocated_values
cross join mappings
group by allocated_values.customer_id, mappings.mapping_count
having
    max(allocated_values.allocated_value) != min(allocated_values.allocated_value)
    or count(*) != mappings.mapping_count
