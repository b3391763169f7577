-- Negative share with its interval by month of the last $months months, of all texts and the $choices topics with most.
with ranked as (
    select
        topic,
        sum(text_count) as text_count,
        row_number() over (order by case topic when 'all' then 0 else 1 end, sum(text_count) desc, topic asc) as place
    from marts.topic_trends
    where
        source = 'all'
        and topic != 'none'
        and month > $last_month - to_months(cast($months as integer))
    group by topic
)

select
    ranked.topic,
    trends.month,
    trends.negative_share,
    trends.negative_ci_low,
    trends.negative_ci_high,
    trends.scored_count
from marts.topic_trends as trends
inner join ranked on trends.topic = ranked.topic
where
    trends.source = 'all'
    and ranked.place <= $choices
    and trends.month > $last_month - to_months(cast($months as integer))
order by ranked.place, trends.month
