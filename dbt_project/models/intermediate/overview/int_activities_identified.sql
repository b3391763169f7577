with

activities as (

    select
        activity_id,
        customer_record_id,
        lead_id,
        activity_type,
        occurred_at

    from {{ ref('stg_crm__activities') }}
    where {{ happened_by_as_of('occurred_at') }}

),

leads as (

    select
        lead_id,
        customer_record_id

    from {{ ref('stg_crm__leads') }}
    where {{ happened_by_as_of('created_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

)

-- What is done for a lead is done for the customer that it is.
select
    activities.activity_id,
    records.customer_id,
    activities.activity_type,
    activities.occurred_at

from activities
left join leads
    on activities.lead_id = leads.lead_id
inner join records
    on coalesce(activities.customer_record_id, leads.customer_record_id) = records.record_id
