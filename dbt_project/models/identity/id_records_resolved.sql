{{ config(materialized='tracked') }}
with

-- What was merged away in the source stays an alias of whom a steward says it is.
records as (

    select
        record_id,
        created_at,
        updated_at,
        false as is_alias

    from {{ ref('id_records_dated') }}

    union all

    select
        customer_record_id as record_id,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as updated_at,
        true as is_alias

    from {{ ref('deleted_customers') }}

),

clusters as (

    select
        numbers.record_id,
        clustered.cluster_number

    from {{ ref('id_records_clustered') }} as clustered
    inner join {{ ref('id_records_numbered') }} as numbers
        on clustered.record_number = numbers.record_number

),

erasure_requests as (

    select distinct customer_record_id as record_id
    from {{ ref('stg_crm__erasure_requests') }}
    where {{ happened_by_as_of('requested_at') }}

),

clustered_records as (

    select
        records.*,
        erasure_requests.record_id is not null as has_request,
        -- Records without a link stand alone.
        case
            when clusters.cluster_number is null then records.record_id
            else cast(clusters.cluster_number as {{ type_text() }})
        end as cluster_key,
        clusters.cluster_number is not null as is_clustered

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
            partition by is_clustered, cluster_key order by is_alias, created_at, record_id
        ) as person_id,
        min(case when is_alias then 1 else 0 end) over (partition by is_clustered, cluster_key) = 1 as is_nobody,
        max(case when has_request then 1 else 0 end) over (partition by is_clustered, cluster_key) = 1 as is_erased

    from clustered_records

)

select
    record_id,
    person_id,
    -- An erased person is nobody's customer, while the clusters of all others stay what they were.
    case when not is_erased then person_id end as customer_id,
    is_erased,
    is_alias,
    created_at,
    updated_at

from persons
where not is_nobody
