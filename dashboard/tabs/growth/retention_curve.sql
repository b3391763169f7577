-- How many visitors are back n days after their first, of all days of the last $days days that have had the time?
select
    period_from,
    sum(retained_visitor_count) / nullif(cast(sum(cohort_visitor_count) as double), 0) as retention_rate,
    sum(cohort_visitor_count) as cohort_visitor_count,
    sum(retained_visitor_count) as retained_visitor_count
from marts.activity_retention
where
    cohort_grain = 'day' and method = 'n_day' and period_from > 0 and is_complete
    and cohort_start > cast(timezone($zone, timezone('UTC', $as_of)) as date) - cast($days as integer)
group by period_from
order by period_from
