with

issues as (

    select
        customer_id,
        opened_at,
        {{ business_date('opened_at') }} as business_date,
        resolved_at,
        reopened_count

    from {{ ref('support_issues') }}
    where customer_id is not null and not is_proactive

),

counted as (

    select
        issues.customer_id,
        days.snapshot_date,
        count(*) as issue_count_365d,
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

),

-- However long ago it was opened.
open_issues as (

    select
        issues.customer_id,
        snapshots.snapshot_date,
        count(*) as open_issue_count

    from issues
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            issues.opened_at <= snapshots.moment_at
            and coalesce(issues.resolved_at > snapshots.moment_at, true)
    group by issues.customer_id, snapshots.snapshot_date

)

select
    coalesce(counted.customer_id, open_issues.customer_id) as customer_id,
    coalesce(counted.snapshot_date, open_issues.snapshot_date) as snapshot_date,
    coalesce(counted.issue_count_365d, 0) as issue_count_365d,
    coalesce(counted.issue_count_28d, 0) as issue_count_28d,
    coalesce(counted.issue_count_84d_before, 0) as issue_count_84d_before,
    coalesce(counted.open_issue_count_90d, 0) as open_issue_count_90d,
    coalesce(open_issues.open_issue_count, 0) as open_issue_count

from counted
full outer join open_issues
    on
        counted.customer_id = open_issues.customer_id
        and counted.snapshot_date = open_issues.snapshot_date
