-- Why subscribers left in the last $months months with the one in progress, by what ended their last term?
with told as (
    select *
    from marts.churn_reasons
    where plan = 'all' and month > date_trunc('month', cast($as_of as timestamp)) - to_months($months)
)

select
    told.reason,
    sum(told.churned_customer_count) as churned_customer_count,
    sum(told.churned_customer_count)
    / cast(sum(sum(told.churned_customer_count)) over () as double) as share,
    sum(told.voluntary_customer_count) as voluntary_customer_count,
    sum(told.silent_customer_count) as silent_customer_count,
    sum(told.lost_monthly_recurring_revenue) as lost_monthly_recurring_revenue
from told
group by told.reason
order by churned_customer_count desc, reason asc
limit $reasons
