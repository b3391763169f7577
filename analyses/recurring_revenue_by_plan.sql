-- What does each plan bring a month, and how much of it falls due in the next 90 days?
--
-- One row per plan with a term that runs at as_of. Terms that were cancelled already are not counted among those that
-- may renew.
select
    subscriptions.plan,
    count(*) as running_term_count,
    count(distinct subscriptions.customer_id) as customer_count,
    sum(subscriptions.monthly_amount) as monthly_recurring_revenue,
    sum(
        case
            when subscriptions.ends_at <= as_of.as_of_at + interval '90' day and subscriptions.cancelled_at is null
                then 1
            else 0
        end
    ) as due_term_count,
    sum(
        case
            when subscriptions.ends_at <= as_of.as_of_at + interval '90' day and subscriptions.cancelled_at is null
                then subscriptions.monthly_amount
            else 0
        end
    ) as due_monthly_recurring_revenue

from {{ ref('subscriptions') }} as subscriptions
cross join {{ ref('as_of') }} as as_of
where subscriptions.is_running
group by subscriptions.plan
order by monthly_recurring_revenue desc, subscriptions.plan asc
