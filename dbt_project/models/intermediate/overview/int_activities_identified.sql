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
        customer_id

    from {{ ref('int_leads_identified') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

),

identified as (

    select
        activities.activity_id,
        -- What is done for a lead is done for the customer that it is.
        case
            when activities.customer_record_id is null then leads.customer_id
            else records.customer_id
        end as customer_id,
        activities.activity_type,
        activities.occurred_at

    from activities
    left join leads
        on activities.lead_id = leads.lead_id
    left join records
        on activities.customer_record_id = records.record_id

)

select *
from identified
where customer_id is not null
