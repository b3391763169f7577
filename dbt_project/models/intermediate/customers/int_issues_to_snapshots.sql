with

issues as (

    select
        customer_id,
        {{ business_date('opened_at') }} as business_date,
        resolved_at,
        reopened_count

    from {{ ref('support_issues') }}
    where customer_id is not null and not is_proactive

)

select
    issues.customer_id,
    days.snapshot_date,
    {{ count_where('days.days_ago < 28') }} as issue_count_28d,
    {{ count_where('days.days_ago >= 28 and days.days_ago < 112') }} as issue_count_84d_before,
    -- Done and opened again is as bad as not done.
    {{ count_where(
        'days.days_ago < 90 and (issues.resolved_at is null or issues.resolved_at > snapshots.moment_at '
        ~ 'or issues.reopened_count > 0)'
    ) }} as open_issue_count_90d

from issues
inner join {{ ref('int_snapshots_to_days') }} as days
    on issues.business_date = days.business_date
inner join {{ ref('int_snapshots_dated') }} as snapshots
    on days.snapshot_date = snapshots.snapshot_date
group by issues.customer_id, days.snapshot_date
