-- Renewal rate by month in which terms were due, all plans together.
select
    month,
    renewal_rate,
    revenue_renewal_rate,
    due_term_count,
    renewed_term_count
from marts.renewals
where plan = 'all' and renewal_rate is not null
order by month
