-- Milestones of all customers: how many had one, heard from us in its week, and ordered after it.
select
    milestone,
    sum(case when last_date is not null then 1 else 0 end) as reached_count,
    sum(case when is_contacted then 1 else 0 end) as contacted_count,
    sum(case when is_matured then 1 else 0 end) as matured_count,
    sum(case when is_matured and is_contacted and has_ordered_after then 1 else 0 end)
    / cast(nullif(sum(case when is_matured and is_contacted then 1 else 0 end), 0) as double) as contacted_ordered_rate,
    sum(case when is_matured and not is_contacted and has_ordered_after then 1 else 0 end)
    / cast(nullif(sum(case when is_matured and not is_contacted then 1 else 0 end), 0) as double) as other_ordered_rate
from marts.milestones
group by milestone
order by reached_count desc, milestone asc
