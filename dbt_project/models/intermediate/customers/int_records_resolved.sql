with

records as (

    select
        customer_record_id as record_id,
        created_at,
        updated_at

    from {{ ref('stg_crm__customers') }}
    where {{ happened_by_as_of('created_at') }}

),

clusters as (

    select
        record_id,
        cluster_record_id

    from {{ ref('int_records_clustered') }}

),

erasure_requests as (

    select distinct customer_record_id as record_id
    from {{ ref('stg_crm__erasure_requests') }}
    where {{ happened_by_as_of('requested_at') }}

),

clustered_records as (

    select
        records.record_id,
        records.created_at,
        records.updated_at,
        coalesce(clusters.cluster_record_id, records.record_id) as cluster_record_id,
        erasure_requests.record_id is not null as has_request

    from records
    left join clusters
        on records.record_id = clusters.record_id
    left join erasure_requests
        on records.record_id = erasure_requests.record_id

),

-- The oldest record names the person: newer records join without renaming anybody.
persons as (

    select
        *,
        first_value(record_id) over (
            partition by cluster_record_id order by created_at, record_id
        ) as person_id,
        max(case when has_request then 1 else 0 end) over (partition by cluster_record_id) = 1 as is_erased

    from clustered_records

)

select
    record_id,
    person_id,
    -- An erased person is nobody's customer, while the clusters of all others stay what they were.
    case when not is_erased then person_id end as customer_id,
    is_erased,
    created_at,
    updated_at

from persons
