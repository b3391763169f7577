-- Relational NPS of the complete quarters; of the complete months while no quarter has ended.
with periods as (
    select
        *,
        max(case when period_type = 'quarter' then 1 else 0 end) over () as has_quarters
    from marts.nps
    where
        period_type in ('quarter', 'month')
        and survey_type = 'relational'
        and touchpoint = 'all'
        and segment_type = 'all'
        and is_complete
)

select
    period_type,
    period_start,
    period_end,
    is_complete,
    nps as value,
    nps_change as change,
    ci_low,
    ci_high,
    response_count,
    coalesce(nps_change_p_value >= 0.05, false) as is_uncertain,
    case when nps_change_p_value >= 0.05 then cast(cast(nps_change_p_value as decimal(4, 2)) as varchar) end as chance
from periods
where period_type = case when has_quarters = 1 then 'quarter' else 'month' end
order by period_start
