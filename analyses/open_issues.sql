-- Which problems are open, about what, for how valuable customers, and for how long already?
--
-- One row per topic, value tier and age of the open issues that customers brought to us.
with

open_issues as (

    select
        issues.issue_id,
        issues.topic,
        customers.value_tier,
        cast(present.as_of_at as date) - cast(issues.opened_at as date) as age_days

    from {{ ref('support_issues') }} as issues
    cross join {{ ref('as_of') }} as present
    left join {{ ref('customers') }} as customers
        on issues.customer_id = customers.customer_id
    where
        issues.resolved_at is null
        and not issues.is_proactive

)

select
    coalesce(topic, 'unknown') as topic,
    coalesce(value_tier, 'unknown') as value_tier,
    case
        when age_days < 2 then 'under 2 days'
        when age_days < 7 then '2 to 6 days'
        when age_days < 30 then '7 to 29 days'
        else '30 days and more'
    end as age,
    count(*) as issue_count,
    max(age_days) as oldest_days

from open_issues
group by
    coalesce(topic, 'unknown'),
    coalesce(value_tier, 'unknown'),
    case
        when age_days < 2 then 'under 2 days'
        when age_days < 7 then '2 to 6 days'
        when age_days < 30 then '7 to 29 days'
        else '30 days and more'
    end
order by oldest_days desc, issue_count desc, topic asc, value_tier asc
