-- Problems by the time to a solution, over all topics and of each of the $topics largest.
with issues as (
    select
        coalesce(topic, 'unknown') as topic,
        case
            when resolution_minutes is null then 'still_open'
            when resolution_minutes <= 60 then 'hour_1'
            when resolution_minutes <= 240 then 'hours_4'
            when resolution_minutes <= 1440 then 'hours_24'
            when resolution_minutes <= 4320 then 'days_3'
            when resolution_minutes <= 10080 then 'days_7'
            else 'longer'
        end as span
    from marts.support_issues
    where not is_proactive
),

ranked as (
    select
        topic,
        row_number() over (order by count(*) desc, topic) as place
    from issues
    group by topic
),

told as (
    select
        'all' as topic,
        0 as place,
        span
    from issues
    union all
    select
        issues.topic,
        ranked.place,
        issues.span
    from issues
    inner join ranked on issues.topic = ranked.topic
    where ranked.place <= $topics
),

spans as (
    select
        span,
        span_place
    from (
        values
        ('hour_1', 1), ('hours_4', 2), ('hours_24', 3), ('days_3', 4), ('days_7', 5), ('longer', 6), ('still_open', 7)
    ) as list (span, span_place)
),

topics as (
    select distinct
        topic,
        place
    from told
),

counted as (
    select
        topics.topic,
        topics.place,
        spans.span,
        spans.span_place,
        count(told.span) as issue_count
    from topics
    cross join spans
    left join told on topics.topic = told.topic and topics.place = told.place and spans.span = told.span
    group by topics.topic, topics.place, spans.span, spans.span_place
)

select
    topic,
    span,
    span = 'still_open' as is_open,
    issue_count,
    issue_count / sum(issue_count) over (partition by topic, place) as share
from counted
order by place, span_place
