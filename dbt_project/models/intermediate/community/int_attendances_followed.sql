with

attendances as (

    select
        attendances.event_id,
        attendances.customer_record_id,
        attendances.customer_id,
        attendances.starts_at,
        attendances.month,
        attendances.starts_at + interval '30 days' <= as_of.as_of_at as is_matured

    from {{ ref('int_attendances_identified') }} as attendances
    cross join {{ ref('as_of') }} as as_of
    where attendances.is_attended and attendances.customer_id is not null

),

visits as (

    select
        attendances.event_id,
        attendances.customer_record_id,
        {{ count_where('sessions.started_at < attendances.starts_at') }} as session_count_before,
        {{ count_where('sessions.started_at > attendances.starts_at') }} as session_count_after

    from attendances
    inner join {{ ref('sessions') }} as sessions
        on
            attendances.customer_id = sessions.customer_id
            and sessions.started_at >= attendances.starts_at - interval '30 days'
            and sessions.started_at <= attendances.starts_at + interval '30 days'
    where attendances.is_matured and not sessions.is_bot
    group by attendances.event_id, attendances.customer_record_id

)

select
    attendances.event_id,
    attendances.customer_record_id,
    attendances.customer_id,
    attendances.starts_at,
    attendances.month,
    attendances.is_matured,
    case when attendances.is_matured then coalesce(visits.session_count_before, 0) end as session_count_before,
    case when attendances.is_matured then coalesce(visits.session_count_after, 0) end as session_count_after

from attendances
left join visits
    on
        attendances.event_id = visits.event_id
        and attendances.customer_record_id = visits.customer_record_id
