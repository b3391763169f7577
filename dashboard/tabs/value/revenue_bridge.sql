-- From opening to closing of the last complete month; losses below zero.
select
    movement,
    customer_count,
    case
        when movement in ('contraction', 'churned') then -monthly_recurring_revenue
        else monthly_recurring_revenue
    end as monthly_recurring_revenue
from marts.revenue_movements
where month = $last_month
order by
    case movement
        when 'opening' then 1
        when 'new' then 2
        when 'expansion' then 3
        when 'reactivation' then 4
        when 'contraction' then 5
        when 'churned' then 6
        else 7
    end
