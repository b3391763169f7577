-- How long do the open deals stand in their stage?
with aged as (
    select
        stage,
        case
            when days_in_stage <= 30 then 'days_30'
            when not is_overdue then 'in_time'
            else 'overdue'
        end as age,
        amount
    from marts.leads
    where is_open
)

select
    stage,
    age,
    count(*) as lead_count,
    sum(amount) as amount
from aged
group by stage, age
order by
    case stage
        when 'lead' then 1
        when 'mql' then 2
        when 'sql' then 3
        else 4
    end,
    case age
        when 'days_30' then 1
        when 'in_time' then 2
        else 3
    end
