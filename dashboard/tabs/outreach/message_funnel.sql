-- From sending to click, for each of the $channels channels with most messages. A step that nobody reports is left out.
with channels as (
    select
        channel,
        sum(sent_count) as sent_count,
        case when count(delivered_count) = count(*) then sum(delivered_count) end as delivered_count,
        case when count(open_rate) > 0 then sum(opened_count) end as opened_count,
        sum(clicked_count) as clicked_count,
        row_number() over (order by sum(sent_count) desc, channel asc) as place
    from marts.message_performance
    group by channel
),

steps as (
    select
        *,
        1 as step_order,
        'sent' as step,
        sent_count as message_count
    from channels
    union all
    select
        *,
        2 as step_order,
        'delivered' as step,
        delivered_count as message_count
    from channels
    union all
    select
        *,
        3 as step_order,
        'opened' as step,
        opened_count as message_count
    from channels
    union all
    select
        *,
        4 as step_order,
        'clicked' as step,
        clicked_count as message_count
    from channels
)

select
    channel,
    step,
    message_count,
    message_count / cast(sent_count as double) as share
from steps
where place <= $channels and message_count is not null
order by place, step_order
