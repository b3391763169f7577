-- NPS of one type of survey by rolling 90 days, quarter and month. Quarters stand at their middle month, rolling
-- windows at the month in which they end.
select
    period_type,
    period_start,
    period_end,
    is_complete,
    nps,
    ci_low,
    ci_high,
    benchmark,
    response_count,
    case period_type
        when 'quarter' then cast(period_start + interval '1' month as date)
        when 'rolling_90d' then cast(date_trunc('month', period_end) as date)
        else period_start
    end as month,
    case period_type when 'quarter' then 3 else 1 end as month_step,
    not is_complete as is_open,
    period_type = 'rolling_90d' as flows
from marts.nps
where
    period_type in ('rolling_90d', 'quarter', 'month')
    and survey_type = $survey_type
    and touchpoint = 'all'
    and segment_type = 'all'
order by
    case period_type when 'rolling_90d' then 1 when 'quarter' then 2 else 3 end,
    period_start
