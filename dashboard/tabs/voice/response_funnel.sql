-- From invitation to finished answer, over all channels and for each of the $channels with most invitations.
with channels as (
    select
        channel,
        sum(invited_count) as invited_count,
        sum(opened_count) as opened_count,
        sum(started_count) as started_count,
        sum(finished_count) as finished_count,
        row_number() over (order by sum(invited_count) desc, channel asc) as place
    from marts.survey_operations
    group by channel
),

shown as (
    select *
    from channels
    where place <= $channels
    union all
    select
        'all' as channel,
        sum(invited_count) as invited_count,
        sum(opened_count) as opened_count,
        sum(started_count) as started_count,
        sum(finished_count) as finished_count,
        0 as place
    from channels
    having count(*) > 0
),

steps as (
    select
        *,
        1 as step_order,
        'invited' as step,
        invited_count as invitation_count
    from shown
    union all
    select
        *,
        2 as step_order,
        'opened' as step,
        opened_count as invitation_count
    from shown
    union all
    select
        *,
        3 as step_order,
        'started' as step,
        started_count as invitation_count
    from shown
    union all
    select
        *,
        4 as step_order,
        'finished' as step,
        finished_count as invitation_count
    from shown
)

select
    channel,
    step,
    invitation_count,
    invitation_count / cast(nullif(invited_count, 0) as double) as share
from steps
order by place, step_order
