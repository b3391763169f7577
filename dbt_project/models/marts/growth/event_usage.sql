with

-- Few events of a visit differ in name: counted there first, the rest is small.
session_events as (

    select
        session_id,
        event_name,
        {{ month_of(business_date('occurred_at')) }} as month,
        count(*) as event_count

    from {{ ref('int_events_sessionized') }}
    group by session_id, event_name, {{ month_of(business_date('occurred_at')) }}

),

counted as (

    select
        session_events.month,
        session_events.event_name,
        {{ whole_sum('session_events.event_count') }} as event_count,
        count(*) as session_count,
        count(distinct visitors.visitor_number) as visitor_count,
        count(distinct visitors.customer_id) as customer_count

    from session_events
    inner join {{ ref('int_sessions_to_visitors') }} as visitors
        on session_events.session_id = visitors.session_id
    group by session_events.month, session_events.event_name

)

select
    counted.month,
    counted.event_name,
    counted.event_count,
    counted.session_count,
    counted.visitor_count,
    counted.customer_count,
    {{ ratio('counted.event_count', 'counted.session_count') }} as events_per_session,
    {{ is_month_complete('counted.month') }} as is_complete

from counted
cross join {{ ref('as_of') }} as as_of
