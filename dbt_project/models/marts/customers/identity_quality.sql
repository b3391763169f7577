with

identities as (

    select
        identifier_type,
        identifier_hash,
        customer_id

    from {{ ref('customer_identities') }}

),

blocked as (

    select
        identifiers.identifier_type,
        count(distinct identifiers.identifier_value) as blocked_identifier_count

    from {{ ref('id_records_to_identifiers') }} as identifiers
    inner join {{ ref('id_records_resolved') }} as records
        on identifiers.record_id = records.record_id
    where identifiers.is_blocked and records.customer_id is not null
    group by identifiers.identifier_type

    union all

    select
        'anonymous_id' as identifier_type,
        count(*) as blocked_identifier_count

    from {{ ref('id_devices_shared') }}
    having count(*) > 0

),

cluster_sizes as (

    select
        customer_id,
        count(*) as record_count

    from identities
    where identifier_type = 'record'
    group by customer_id

),

customers_per_identifier as (

    select
        identifier_type,
        identifier_hash,
        count(*) as customer_count

    from identities
    group by identifier_type, identifier_hash

),

identifiers_by_type as (

    select
        identifier_type,
        count(*) as identifier_count,
        max(customer_count) as max_customers_per_identifier

    from customers_per_identifier
    group by identifier_type

),

customers_by_type as (

    select
        identities.identifier_type,
        count(distinct identities.customer_id) as customer_count,
        max(cluster_sizes.record_count) as largest_cluster_size

    from identities
    inner join cluster_sizes
        on identities.customer_id = cluster_sizes.customer_id
    group by identities.identifier_type

)

select
    coalesce(identifiers_by_type.identifier_type, blocked.identifier_type) as identifier_type,
    cast(
        coalesce(identifiers_by_type.identifier_count, 0)
        + coalesce(blocked.blocked_identifier_count, 0) as bigint
    ) as identifier_count,
    cast(coalesce(customers_by_type.customer_count, 0) as bigint) as customer_count,
    cast(coalesce(identifiers_by_type.max_customers_per_identifier, 0) as bigint) as max_customers_per_identifier,
    cast(coalesce(blocked.blocked_identifier_count, 0) as bigint) as blocked_identifier_count,
    cast(coalesce(customers_by_type.largest_cluster_size, 0) as bigint) as largest_cluster_size

from identifiers_by_type
left join customers_by_type
    on identifiers_by_type.identifier_type = customers_by_type.identifier_type
full outer join blocked
    on identifiers_by_type.identifier_type = blocked.identifier_type
