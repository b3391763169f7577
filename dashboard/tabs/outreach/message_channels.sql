-- What became of the messages of each channel.
with messages as (
    select
        *,
        coalesce(delivered_count, sent_count) as reached_count,
        delivered_count is not null as tells_deliveries,
        open_rate is not null as tells_opens
    from marts.message_performance
)

select
    channel,
    sum(sent_count) as sent_count,
    sum(delivered_count)
    / nullif(cast(sum(case when tells_deliveries then sent_count end) as double), 0) as delivery_rate,
    sum(case when tells_opens then opened_count end)
    / nullif(cast(sum(case when tells_opens then reached_count end) as double), 0) as open_rate,
    sum(clicked_count) / nullif(cast(sum(reached_count) as double), 0) as click_rate,
    sum(unsubscribed_count) / nullif(cast(sum(reached_count) as double), 0) as unsubscribe_rate
from messages
group by channel
order by sent_count desc, channel asc
