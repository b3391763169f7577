-- Messages of the month by campaign and channel, without letters:
-- clicked, of those delivered (sent where nobody reports).
select
    campaign_id,
    channel,
    clicked_count as numerator,
    reached_count as denominator
from marts.message_performance
where month = $month and channel != 'post'
order by campaign_id, channel
