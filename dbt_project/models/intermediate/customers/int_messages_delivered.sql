-- As narrow as counting millions needs them.
select
    customers.customer_number,
    {{ business_date('messages.sent_at') }} as business_date,
    messages.first_clicked_at

from {{ ref('stg_messaging__messages') }} as messages
inner join {{ ref('int_deliveries_reported') }} as reports
    on
        coalesce(messages.campaign_id, 'none') = reports.campaign_id
        and messages.channel = reports.channel
inner join {{ ref('id_records_resolved') }} as records
    on messages.customer_record_id = records.record_id
inner join {{ ref('id_customers_numbered') }} as customers
    on records.customer_id = customers.customer_id
where
    {{ happened_by_as_of('messages.sent_at') }}
    and messages.channel != 'post'
    and ({{ is_delivered('messages', 'reports') }})
