-- Whom has it not come to yet, by months since the start: subscribers until they leave, buyers until they order again?
select
    event,
    month_number,
    survival,
    ci_low,
    ci_high,
    at_risk_count,
    event_count
from marts.survival_curves
where segment_type = 'all' and month_number <= $months
order by event, month_number
