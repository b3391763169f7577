-- Leads that entered each stage by month.
select
    month,
    stage,
    sum(entered_count) as entered_count
from marts.lead_pipeline
group by month, stage
order by month
