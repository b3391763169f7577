with

events as (

    select
        {{ month_of(business_date('starts_at')) }} as month,
        count(*) as event_count

    from {{ ref('stg_community__events') }}
    where {{ happened_by_as_of('starts_at') }}
    group by {{ month_of(business_date('starts_at')) }}

),

attendances as (

    select
        month,
        count(*) as invited_count,
        {{ count_where('is_attended') }} as attended_count

    from {{ ref('int_attendances_identified') }}
    group by month

),

visits as (

    select
        month,
        count(session_count_before) as matured_count,
        {{ whole_sum('session_count_before') }} as session_count_before,
        {{ whole_sum('session_count_after') }} as session_count_after

    from {{ ref('int_attendances_followed') }}
    group by month

),

-- An order after two gatherings of a month is one order.
ordered as (

    select
        attendances.month,
        count(distinct orders.order_id) as order_count

    from {{ ref('int_attendances_followed') }} as attendances
    inner join {{ ref('orders') }} as orders
        on
            attendances.customer_id = orders.customer_id
            and attendances.starts_at < orders.ordered_at
            and attendances.starts_at + interval '30 days' >= orders.ordered_at
    where orders.is_counted
    group by attendances.month

)

select
    events.month,
    events.event_count,
    coalesce(attendances.invited_count, 0) as invited_count,
    coalesce(attendances.attended_count, 0) as attended_count,
    {{ ratio('visits.session_count_before', 'visits.matured_count') }} as sessions_before,
    {{ ratio('visits.session_count_after', 'visits.matured_count') }} as sessions_after,
    coalesce(ordered.order_count, 0) as order_count

from events
left join attendances
    on events.month = attendances.month
left join visits
    on events.month = visits.month
left join ordered
    on events.month = ordered.month
