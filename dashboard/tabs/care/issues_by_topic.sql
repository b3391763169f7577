-- Problems by month of opening and topic; topics beyond the $topics largest together.
with issues as (
    select
        cast(date_trunc('month', timezone($zone, timezone('UTC', opened_at))) as date) as month,
        coalesce(topic, 'unknown') as topic
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

named as (
    select
        issues.month,
        case when ranked.place <= $topics then issues.topic else 'other' end as topic,
        case when ranked.place <= $topics then ranked.place else $topics + 1 end as place
    from issues
    inner join ranked on issues.topic = ranked.topic
)

select
    month,
    topic,
    count(*) as issue_count
from named
group by month, topic, place
order by place, month
