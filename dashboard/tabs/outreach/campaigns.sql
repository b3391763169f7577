-- What became of the messages of each campaign, newest first.
select
    coalesce(campaigns.name, performance.campaign_id) as campaign,
    performance.campaign_id,
    sum(performance.sent_count) as sent_count,
    sum(performance.delivered_count) / nullif(cast(sum(performance.reported_count) as double), 0) as delivery_rate,
    sum(performance.open_rate * performance.openable_count)
    / nullif(cast(sum(performance.openable_count) as double), 0) as open_rate,
    sum(performance.clicked_count) / nullif(cast(sum(performance.reached_count) as double), 0) as click_rate,
    sum(performance.unsubscribed_count) / nullif(cast(sum(performance.reached_count) as double), 0) as unsubscribe_rate
from marts.message_performance as performance
left join marts.campaigns as campaigns
    on performance.campaign_id = campaigns.campaign_id
where performance.campaign_id != 'none'
group by campaigns.name, performance.campaign_id
order by max(performance.month) desc, sent_count desc, performance.campaign_id asc
limit $campaigns
