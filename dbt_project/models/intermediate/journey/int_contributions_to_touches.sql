{{ config(materialized='tracked') }}
with

records as (

    select
        record_id,
        customer_id

    from {{ ref('id_records_resolved') }}

),

members as (

    select
        member_id,
        customer_record_id

    from {{ ref('stg_community__members') }}

),

posts as (

    select
        post_id,
        member_id,
        created_at

    from {{ ref('stg_community__posts') }}
    where {{ happened_by_as_of('created_at') }}

),

ideas as (

    select
        idea_id,
        member_id,
        customer_record_id,
        intake_channel,
        submitted_at

    from {{ ref('stg_community__ideas') }}
    where {{ happened_by_as_of('submitted_at') }}

),

attendance as (

    select
        attendance.event_id,
        attendance.customer_record_id,
        events.format,
        events.starts_at

    from {{ ref('stg_community__event_attendance') }} as attendance
    inner join {{ ref('stg_community__events') }} as events
        on attendance.event_id = events.event_id
    where attendance.attended and {{ happened_by_as_of('events.starts_at') }}

),

contributions as (

    select
        'community.posts' as source_table,
        posts.post_id as source_key,
        members.customer_record_id,
        'community_post' as touch_type,
        'community' as channel,
        posts.created_at as occurred_at

    from posts
    left join members
        on posts.member_id = members.member_id

    union all

    -- Who hands in an idea at the counter may be no member.
    select
        'community.ideas' as source_table,
        ideas.idea_id as source_key,
        coalesce(ideas.customer_record_id, members.customer_record_id) as customer_record_id,
        'idea' as touch_type,
        ideas.intake_channel as channel,
        ideas.submitted_at as occurred_at

    from ideas
    left join members
        on ideas.member_id = members.member_id

    union all

    select
        'community.event_attendance' as source_table,
        event_id || '|' || customer_record_id as source_key,
        customer_record_id,
        'event_attended' as touch_type,
        format as channel,
        starts_at as occurred_at

    from attendance

)

select
    contributions.source_table,
    contributions.source_key,
    records.customer_id,
    contributions.touch_type,
    contributions.channel,
    contributions.occurred_at

from contributions
left join records
    on contributions.customer_record_id = records.record_id
