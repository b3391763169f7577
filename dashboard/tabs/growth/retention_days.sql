-- D1, D7 and D30 by month of the first visit: visitors back on exactly that day, of days that have had the time.
select
    cast(date_trunc('month', cohort_start) as date) as month,
    'day_' || period_from as day,
    sum(retained_visitor_count) / nullif(cast(sum(cohort_visitor_count) as double), 0) as retention_rate,
    sum(cohort_visitor_count) as cohort_visitor_count
from marts.activity_retention
where cohort_grain = 'day' and method = 'n_day' and period_from in (1, 7, 30) and is_complete
group by cast(date_trunc('month', cohort_start) as date), period_from
order by period_from, month
