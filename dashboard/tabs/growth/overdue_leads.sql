-- Which open deals stand in their stage for longer than a stage takes, the largest $leads first?
select
    leads.lead_id,
    leads.stage,
    leads.source,
    companies.name as company,
    leads.customer_id,
    leads.stage_entered_at,
    leads.days_in_stage,
    leads.amount,
    count(*) over () as overdue_count,
    sum(coalesce(leads.amount, 0)) over () as overdue_amount
from marts.leads as leads
left join marts.companies as companies
    on leads.company_id = companies.company_id
where leads.is_overdue
order by leads.amount desc nulls last, leads.days_in_stage desc, leads.lead_id asc
limit $leads
