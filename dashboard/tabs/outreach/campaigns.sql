-- What became of the messages of each campaign, newest first.
select
    campaign_id,
    sum(sent_count) as sent_count,
    sum(delivered_count) / nullif(cast(sum(reported_count) as double), 0) as delivery_rate,
    sum(open_rate * openable_count) / nullif(cast(sum(openable_count) as double), 0) as open_rate,
    sum(clicked_count) / nullif(cast(sum(reached_count) as double), 0) as click_rate,
    sum(unsubscribed_count) / nullif(cast(sum(reached_count) as double), 0) as unsubscribe_rate
from marts.message_performance
where campaign_id != 'none'
group by campaign_id
order by max(month) desc, sent_count desc, campaign_id asc
limit $campaigns
