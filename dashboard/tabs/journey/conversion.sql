-- Of the visits of a complete month, those with a purchase; robots left out.
select
    month,
    value as conversion_rate,
    numerator as purchase_count,
    denominator as session_count
from marts.kpis
where metric = 'conversion_rate' and segment_type = 'all' and is_complete
order by month
