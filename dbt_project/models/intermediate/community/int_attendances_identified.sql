-- Whoever was invited to a gathering that has begun, whether they came or not.
select
    attendance.event_id,
    attendance.customer_record_id,
    records.customer_id,
    events.starts_at,
    {{ month_of(business_date('events.starts_at')) }} as month,
    attendance.attended as is_attended

from {{ ref('stg_community__event_attendance') }} as attendance
inner join {{ ref('stg_community__events') }} as events
    on attendance.event_id = events.event_id
left join {{ ref('id_records_resolved') }} as records
    on attendance.customer_record_id = records.record_id
where {{ happened_by_as_of('events.starts_at') }}
