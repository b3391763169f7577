-- Recurring revenue that came and went by month; losses below zero.
select
    month,
    movement,
    customer_count,
    case
        when movement in ('contraction', 'churned') then -monthly_recurring_revenue
        else monthly_recurring_revenue
    end as monthly_recurring_revenue
from marts.revenue_movements
where movement not in ('opening', 'closing')
order by
    case movement
        when 'new' then 1
        when 'expansion' then 2
        when 'reactivation' then 3
        when 'contraction' then 4
        else 5
    end,
    month
