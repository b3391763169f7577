-- The telling rates of the stages by complete month.
select
    month,
    metric,
    value,
    numerator,
    denominator
from marts.journey_stage_metrics
where
    segment_type = 'all'
    and is_complete
    and value is not null
    and metric in ('cart_abandonment_rate', 'contact_rate', 'referral_rate')
order by
    case metric
        when 'cart_abandonment_rate' then 1
        when 'contact_rate' then 2
        else 3
    end,
    month
