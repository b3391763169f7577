-- What became of the messages of each channel.
select
    channel,
    sum(sent_count) as sent_count,
    sum(delivered_count) / nullif(cast(sum(reported_count) as double), 0) as delivery_rate,
    sum(open_rate * openable_count) / nullif(cast(sum(openable_count) as double), 0) as open_rate,
    sum(clicked_count) / nullif(cast(sum(reached_count) as double), 0) as click_rate,
    sum(unsubscribed_count) / nullif(cast(sum(reached_count) as double), 0) as unsubscribe_rate
from marts.message_performance
group by channel
order by sent_count desc, channel asc
