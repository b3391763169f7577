-- How far do leads come: by stage, all that ever entered it, and what is still there?
select
    stage,
    sum(entered_count) as entered_count,
    sum(lost_count) as lost_count,
    sum(open_count) as open_count,
    sum(open_amount) as open_amount,
    sum(matured_entered_count) as matured_entered_count,
    sum(matured_advanced_count) / nullif(cast(sum(matured_entered_count) as double), 0) as conversion_rate
from marts.lead_pipeline
group by stage
order by
    case stage
        when 'lead' then 1
        when 'mql' then 2
        when 'sql' then 3
        when 'proposal' then 4
        when 'won' then 5
        else 6
    end
