-- Each mention of the month.
select
    source_key as mention_id,
    channel,
    occurred_at,
    1 as numerator
from marts.touchpoints
where touch_type = 'mention' and date_trunc('month', business_date) = $month
order by mention_id
