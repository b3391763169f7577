with

tickets as (

    select
        owners.customer_id,
        tickets.created_at as contacted_at,
        false as is_commercial

    from {{ ref('stg_support__tickets') }} as tickets
    inner join {{ ref('int_tickets_identified') }} as owners
        on tickets.ticket_id = owners.ticket_id
    where
        tickets.direction = 'proactive'
        and not tickets.is_spam
        and owners.customer_id is not null
        and {{ happened_by_as_of('tickets.created_at') }}

),

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}
    where customer_id is not null

),

messages as (

    select
        records.customer_id,
        messages.sent_at as contacted_at,
        messages.is_commercial

    from {{ ref('stg_messaging__messages') }} as messages
    inner join records
        on messages.customer_record_id = records.record_id
    where messages.bounced_at is null and {{ happened_by_as_of('messages.sent_at') }}

),

activities as (

    select
        customer_id,
        occurred_at as contacted_at,
        false as is_commercial

    from {{ ref('int_activities_identified') }}

)

select * from tickets
union all
select * from messages
union all
select * from activities
