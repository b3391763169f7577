-- Transactional NPS of each touchpoint in the newest complete 90 days; the $touchpoints with most respondents.
with windows as (
    select
        *,
        max(period_end) over () as newest
    from marts.nps
    where
        period_type = 'rolling_90d'
        and survey_type = 'transactional'
        and touchpoint != 'all'
        and segment_type = 'all'
        and is_complete
)

select
    touchpoint,
    period_start,
    period_end,
    nps,
    ci_low,
    ci_high,
    nps_change,
    nps_change_p_value,
    response_count
from windows
where period_end = newest
order by response_count desc, touchpoint asc
limit $touchpoints
