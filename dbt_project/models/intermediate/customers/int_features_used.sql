select
    sessions.customer_id,
    {{ business_date('events.occurred_at') }} as business_date,
    events.feature,
    count(*) as event_count

from {{ ref('int_events_sessionized') }} as visits
inner join {{ ref('stg_web__events') }} as events
    on visits.event_id = events.event_id
inner join {{ ref('sessions') }} as sessions
    on visits.session_id = sessions.session_id
where
    events.event_name = 'feature_use'
    and {{ happened_by_as_of('events.occurred_at') }}
group by sessions.customer_id, {{ business_date('events.occurred_at') }}, events.feature
