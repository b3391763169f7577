with

attendance as (

    select
        {{ month_of(business_date('events.starts_at')) }} as month,
        count(*) as person_count,
        {{ count_where('attendance.attended') }} as attended_count

    from {{ ref('stg_community__event_attendance') }} as attendance
    inner join {{ ref('stg_community__events') }} as events
        on attendance.event_id = events.event_id
    where {{ happened_by_as_of('events.starts_at') }}
    group by {{ month_of(business_date('events.starts_at')) }}

),

contributions as (

    select {{ month_of('business_date') }} as month
    from {{ ref('touchpoints') }}
    where touch_type in ('community_post', 'idea')

    union all

    select {{ month_of(business_date('created_at')) }} as month
    from {{ ref('stg_commerce__reviews') }}
    where {{ happened_by_as_of('created_at') }}

)

select
    'event_attendance_rate' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(attended_count as {{ type_double() }}) as numerator,
    cast(person_count as {{ type_double() }}) as denominator
from attendance

union all

select
    'user_content_count' as metric,
    month,
    'all' as segment_type,
    'all' as segment_value,
    cast(count(*) as {{ type_double() }}) as numerator,
    cast(null as {{ type_double() }}) as denominator
from contributions
group by month
