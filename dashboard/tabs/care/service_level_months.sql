-- Share of the promises kept by month in which the problems were opened.
select
    month,
    'first_response' as promise,
    first_response_in_sla_rate as in_sla_rate,
    first_response_ci_low as ci_low,
    first_response_ci_high as ci_high,
    first_response_judged_count as judged_count,
    median_first_response_business_minutes as median_minutes
from marts.service_levels
where priority = 'all'
union all
select
    month,
    'resolution' as promise,
    resolution_in_sla_rate as in_sla_rate,
    resolution_ci_low as ci_low,
    resolution_ci_high as ci_high,
    resolution_judged_count as judged_count,
    median_resolution_business_minutes as median_minutes
from marts.service_levels
where priority = 'all'
order by month asc, promise asc
