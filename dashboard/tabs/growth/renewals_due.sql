-- Whose terms end within $days days, what they got so far and which plan they could use, the dearest $customers first?
select
    customers.customer_id,
    customers.next_renewal_date,
    terms.plan,
    customers.monthly_amount,
    customers.upgrade_hint,
    customers.health_band,
    benefits.month_count,
    benefits.active_day_count,
    benefits.solved_issue_count,
    count(*) over () as due_count,
    count(customers.upgrade_hint) over () as hint_count
from marts.customer_360 as customers
inner join marts.customer_benefits as benefits
    on customers.customer_id = benefits.customer_id and benefits.period = 'all'
inner join marts.customer_benefits as terms
    on customers.customer_id = terms.customer_id and terms.period = 'running_term'
where customers.next_renewal_date <= cast(timezone($zone, timezone('UTC', $as_of)) as date) + cast($days as integer)
order by customers.monthly_amount desc, customers.next_renewal_date asc, customers.customer_id asc
limit $customers
