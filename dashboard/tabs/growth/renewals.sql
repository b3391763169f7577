-- Which plans were renewed, all months whose days of grace are over together, most terms first?
select
    plan,
    sum(due_term_count) as due_term_count,
    sum(renewed_term_count) / nullif(cast(sum(due_term_count) as double), 0) as renewal_rate,
    sum(renewed_higher_count) as renewed_higher_count,
    sum(renewed_lower_count) as renewed_lower_count,
    sum(renewed_monthly_recurring_revenue)
    / nullif(cast(sum(due_monthly_recurring_revenue) as double), 0) as revenue_renewal_rate
from marts.renewals
where is_complete and plan != 'all'
group by plan
order by due_term_count desc, plan asc
limit $plans
