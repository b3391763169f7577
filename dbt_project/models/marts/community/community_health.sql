with

members as (

    select *
    from {{ ref('int_member_months_counted') }}

),

questions as (

    select *
    from {{ ref('int_question_months_summed') }}

),

events as (

    select *
    from {{ ref('int_event_months_summed') }}

)

select
    members.month,
    members.member_count,
    members.invited_count,
    members.joined_count,
    {{ ratio('members.invited_joined_count', 'members.invited_count') }} as invited_joined_share,
    members.active_count as active_member_count,
    members.contributor_count,
    {{ ratio('members.contributor_count', 'members.member_count') }} as contributor_share,
    members.post_count,
    coalesce(questions.question_count, 0) as question_count,
    coalesce(questions.answered_count, 0) as answered_question_count,
    {{ ratio('questions.in_time_count', 'questions.due_count') }} as answered_24h_share,
    {{ ratio('questions.accepted_count', 'questions.question_count') }} as accepted_answer_share,
    questions.median_hours_to_answer,
    coalesce(events.event_count, 0) as event_count,
    coalesce(events.invited_count, 0) as event_invited_count,
    coalesce(events.attended_count, 0) as event_attended_count,
    {{ ratio('events.attended_count', 'events.invited_count') }} as attendance_rate,
    events.sessions_before as sessions_before_event,
    events.sessions_after as sessions_after_event,
    coalesce(events.order_count, 0) as event_orders_after_count,
    {{ is_month_complete('members.month') }} as is_complete

from members
cross join {{ ref('as_of') }} as as_of
left join questions
    on members.month = questions.month
left join events
    on members.month = events.month
