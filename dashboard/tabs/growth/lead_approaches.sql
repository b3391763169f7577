-- How often are leads won with which approach, and without it?
select
    activity_type,
    lead_count,
    won_count + lost_count as decided_count,
    win_rate,
    ci_low,
    ci_high,
    rest_won_count + rest_lost_count as rest_decided_count,
    rest_win_rate,
    rest_ci_low,
    rest_ci_high
from marts.lead_approaches
where period_type = 'all_time'
order by activity_type != 'any', lead_count desc, activity_type asc
