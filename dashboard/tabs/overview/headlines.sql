-- Every headline figure of the company by month, the NPS with its interval.
select
    kpis.metric,
    kpis.month,
    kpis.value,
    kpis.previous_value,
    kpis.change,
    kpis.change_p_value,
    kpis.target,
    kpis.is_complete,
    kpis.numerator,
    kpis.denominator,
    nps.ci_low,
    nps.ci_high
from marts.kpis as kpis
left join marts.nps as nps
    on
        kpis.metric = 'nps'
        and kpis.month = nps.period_start
        and nps.period_type = 'month'
        and nps.survey_type = 'relational'
        and nps.touchpoint = 'all'
        and nps.segment_type = 'all'
where kpis.segment_type = 'all'
order by kpis.metric, kpis.month
