{{ config(materialized='tracked') }}
with

records as (

    select *
    from {{ ref('stg_crm__customers') }}

),

undated as (

    select customer_record_id
    from records
    where created_at is null

),

-- What a source without dates of creation still tells: the first fact that names the record.
facts as (

    select
        customer_record_id as record_id,
        ordered_at as happened_at
    from {{ ref('stg_commerce__orders') }}
    where {{ happened_by_as_of('ordered_at') }}

    union all

    select
        user_id as record_id,
        occurred_at as happened_at
    from {{ ref('stg_web__events') }}
    where {{ happened_by_as_of('occurred_at') }}

    union all

    select
        customer_record_id as record_id,
        started_at as happened_at
    from {{ ref('stg_commerce__subscriptions') }}
    where {{ happened_by_as_of('started_at') }}

    union all

    select
        requester_record_id as record_id,
        created_at as happened_at
    from {{ ref('stg_support__tickets') }}
    where {{ happened_by_as_of('created_at') }}

    union all

    select
        customer_record_id as record_id,
        responded_at as happened_at
    from {{ ref('stg_survey__responses') }}
    where {{ happened_by_as_of('responded_at') }}

),

first_facts as (

    select
        undated.customer_record_id,
        min(facts.happened_at) as first_fact_at

    from facts
    inner join undated
        on facts.record_id = undated.customer_record_id
    group by undated.customer_record_id

),

dated as (

    select
        records.customer_record_id as record_id,
        records.source_system,
        records.email,
        records.phone,
        records.member_no,
        records.full_name,
        records.birth_date,
        records.gender,
        records.country,
        records.region,
        records.postal_code,
        records.company_id,
        records.acquisition_channel,
        coalesce(records.created_at, first_facts.first_fact_at, records.first_loaded_at) as created_at,
        records.updated_at

    from records
    left join first_facts
        on records.customer_record_id = first_facts.customer_record_id

)

select *
from dated
where {{ happened_by_as_of('created_at') }}
