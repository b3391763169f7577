{{ config(meta={'dagster': {'ref': {'name': 'revenue_movements'}}}) }}
-- Returns months whose gains and losses do not lead from opening to closing revenue, or that lack one of the seven
-- movements.
select
    month,
    count(*) as movement_count,
    sum(
        case
            when movement in ('opening', 'new', 'expansion', 'reactivation') then monthly_recurring_revenue
            else -monthly_recurring_revenue
        end
    ) as gap

from {{ ref('revenue_movements') }}
group by month
having
    count(*) != 7
    or sum(
        case
            when movement in ('opening', 'new', 'expansion', 'reactivation') then monthly_recurring_revenue
            else -monthly_recurring_revenue
        end
    ) not between -0.005 and 0.005
