-- Topics of the last complete month over all sources, those first that put most expected value of customers at stake.
with impacts as (
    select
        topic,
        nps_impact
    from marts.topic_trends
    where month = $last_month and source = 'survey_comment'
)

select
    trends.topic,
    trends.month,
    trends.value_at_stake,
    trends.text_count,
    trends.negative_share,
    trends.negative_share - trends.negative_share_change as earlier_share,
    trends.negative_share_change,
    trends.change_p_value,
    impacts.nps_impact
from marts.topic_trends as trends
left join impacts on trends.topic = impacts.topic
where trends.month = $last_month and trends.source = 'all' and trends.topic not in ('all', 'none')
order by trends.value_at_stake desc, trends.topic asc
limit $topics
