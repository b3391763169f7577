with

messages as (

    select
        messages.customer_record_id,
        messages.channel,
        messages.sent_at,
        {{ quarter_hour_of('messages.sent_at') }} as quarter_hour,
        {{ is_delivered('messages', 'reports') }} as is_delivered,
        messages.first_clicked_at is not null as is_clicked

    from {{ ref('stg_messaging__messages') }} as messages
    left join {{ ref('int_deliveries_reported') }} as reports
        on
            coalesce(messages.campaign_id, 'none') = reports.campaign_id
            and messages.channel = reports.channel
    where {{ happened_by_as_of('messages.sent_at') }}

),

records as (

    select
        records.record_id,
        customers.customer_number

    from {{ ref('id_records_resolved') }} as records
    inner join {{ ref('id_customers_numbered') }} as customers
        on records.customer_id = customers.customer_id

)

-- Narrow, because there are so many: what a message says about when and how its receiver likes to be written to. Every
-- message finds its moment; left joins tell the planner so, who would expect few rows of an inner one.
select
    records.customer_number,
    messages.channel,
    moments.sent_month,
    moments.sent_hour,
    moments.sent_weekday,
    messages.is_delivered,
    messages.is_clicked,
    messages.sent_at >= as_of.as_of_at - interval '30 days' as is_recent

from messages
cross join {{ ref('as_of') }} as as_of
left join {{ ref('int_sending_moments_dated') }} as moments
    on messages.quarter_hour = moments.quarter_hour
left join records
    on messages.customer_record_id = records.record_id
