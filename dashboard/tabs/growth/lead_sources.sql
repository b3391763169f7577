-- Which sources bring leads that are won?
select
    source,
    sum(entered_count) as lead_count,
    sum(won_count) as won_count,
    sum(lost_count) as lost_here_count,
    sum(matured_advanced_count) / nullif(cast(sum(matured_entered_count) as double), 0) as conversion_rate,
    sum(entered_amount) as entered_amount
from marts.lead_pipeline
where stage = 'lead'
group by source
order by lead_count desc, source asc
limit $sources
