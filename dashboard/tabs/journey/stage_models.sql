-- Models of stages with a map, the five stages first.
select stage_model
from marts.journey_map
where period_type = 'all_time' and touch_type = 'all'
group by stage_model
order by case stage_model when 'five_stage' then 0 else 1 end, stage_model
limit $models
