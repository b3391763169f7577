-- Each text of the month with a sentiment, and whether it is negative.
select
    text_id,
    source,
    customer_id,
    occurred_at,
    sentiment,
    case when sentiment_label = 'negative' then 1 else 0 end as numerator,
    1 as denominator
from marts.texts
where sentiment is not null and date_trunc('month', business_date) = $month
order by text_id
