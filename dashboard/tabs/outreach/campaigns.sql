-- What became of the messages of each campaign, newest first.
with messages as (
    select
        *,
        coalesce(delivered_count, sent_count) as reached_count,
        delivered_count is not null as tells_deliveries,
        open_rate is not null as tells_opens
    from marts.message_performance
)

select
    campaign_id,
    sum(sent_count) as sent_count,
    sum(delivered_count)
    / nullif(cast(sum(case when tells_deliveries then sent_count end) as double), 0) as delivery_rate,
    sum(case when tells_opens then opened_count end)
    / nullif(cast(sum(case when tells_opens then reached_count end) as double), 0) as open_rate,
    sum(clicked_count) / nullif(cast(sum(reached_count) as double), 0) as click_rate,
    sum(unsubscribed_count) / nullif(cast(sum(reached_count) as double), 0) as unsubscribe_rate
from messages
where campaign_id != 'none'
group by campaign_id
order by max(month) desc, sent_count desc, campaign_id asc
limit $campaigns
