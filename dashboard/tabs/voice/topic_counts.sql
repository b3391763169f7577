-- Negative share of each topic by month, all sources, of the last $months complete months.
select
    topic,
    month,
    negative_share
from marts.topic_trends
where
    source = 'all'
    and topic not in ('all', 'none')
    and month <= $last_month
    and month > $last_month - to_months(cast($months as integer))
order by topic, month
