select
    issues.customer_id,
    {{ count_where(
        days_between(business_date('issues.opened_at'), 'as_of.as_of_date') ~ ' < 365'
    ) }} as issue_count_365d,
    {{ count_where(
        days_between(business_date('issues.opened_at'), 'as_of.as_of_date') ~ ' < 365 and issues.reopened_count > 0'
    ) }} as reopened_issue_count_365d,
    {{ count_where('issues.resolved_at is null or issues.resolved_at > as_of.as_of_at') }} as open_issue_count

from {{ ref('support_issues') }} as issues
cross join {{ ref('as_of') }} as as_of
where issues.customer_id is not null and not issues.is_proactive
group by issues.customer_id
