{{ config(schema='audit', alias='erasures') }}
with

requests as (

    select
        request_id,
        customer_record_id as record_id,
        requested_at

    from {{ ref('stg_crm__erasure_requests') }}
    where {{ happened_by_as_of('requested_at') }}

),

records as (

    select
        record_id,
        person_id,
        is_alias

    from {{ ref('id_records_resolved') }}
    where is_erased

),

person_sizes as (

    select
        person_id,
        {{ count_where('not is_alias') }} as record_count

    from records
    group by person_id

)

-- The proof that a request was followed, without anything that says whose it was. A record that the source itself
-- deleted is gone; any other that nobody knows is waited for.
select
    requests.request_id,
    requests.requested_at,
    as_of.as_of_at as fulfilled_as_of,
    coalesce(person_sizes.record_count, 0) as erased_record_count,
    case
        when records.record_id is null and deleted.customer_record_id is null then 'unknown_record'
        else 'fulfilled'
    end as state

from requests
cross join {{ ref('as_of') }} as as_of
left join records
    on requests.record_id = records.record_id
left join {{ ref('deleted_customers') }} as deleted
    on requests.record_id = deleted.customer_record_id
left join person_sizes
    on records.person_id = person_sizes.person_id
