with

relations as (

    select *
    from {{ ref('int_customers_to_relations') }}

),

visits as (

    select *
    from {{ ref('int_visits_to_snapshots') }}

),

issues as (

    select *
    from {{ ref('int_issues_to_snapshots') }}

),

joined as (

    select
        relations.customer_id,
        relations.snapshot_date,
        relations.relation,
        relations.is_renewal_near,
        relations.recency_days,
        relations.recency_ratio,
        relations.order_count,
        snapshots.has_visits,
        snapshots.has_issues,
        snapshots.has_messages,
        -- Who buys in stores only is not idle on the web; a subscriber who never came is.
        snapshots.has_visits
        and (relations.relation = 'subscriber' or visits.customer_id is not null) as is_use_known,
        coalesce(visits.day_count_14d, 0) as day_count_14d,
        coalesce(visits.day_count_28d, 0) as day_count_28d,
        coalesce(visits.day_count_84d_before, 0) as day_count_84d_before,
        coalesce(issues.issue_count_28d, 0) as issue_count_28d,
        coalesce(issues.issue_count_84d_before, 0) as issue_count_84d_before,
        coalesce(issues.open_issue_count_90d, 0) as open_issue_count_90d,
        coalesce(issues.open_issue_count, 0) as open_issue_count

    from relations
    inner join {{ ref('int_snapshots_covered') }} as snapshots
        on relations.snapshot_date = snapshots.snapshot_date
    left join visits
        on
            relations.customer_id = visits.customer_id
            and relations.snapshot_date = visits.snapshot_date
    left join issues
        on
            relations.customer_id = issues.customer_id
            and relations.snapshot_date = issues.snapshot_date

),

signals as (

    select
        *,
        day_count_84d_before >= 6 and 6 * day_count_28d < day_count_84d_before as is_use_dropping,
        issue_count_28d >= 2 and 3 * issue_count_28d > 2 * issue_count_84d_before as are_issues_rising,
        is_renewal_near and day_count_14d = 0 as is_quiet_before_renewal

    from joined

)

select
    signals.customer_id,
    signals.snapshot_date,
    signals.relation,
    signals.recency_days,
    signals.order_count,
    case when signals.is_use_known then cast(signals.day_count_28d as integer) end as active_days_28d,
    case when signals.is_use_known then signals.day_count_84d_before end as active_days_84d_before,
    features.feature_share as feature_share_90d,
    signals.recency_ratio,
    case
        when signals.has_visits or signals.has_issues
            then
                cast(case when signals.has_visits and signals.is_use_dropping then 1 else 0 end as bigint)
                + case when signals.has_issues and signals.are_issues_rising then 1 else 0 end
                + case when signals.has_visits and signals.is_quiet_before_renewal then 1 else 0 end
    end as risk_signal_count,
    case when signals.has_issues then signals.open_issue_count_90d end as open_issue_count_90d,
    case when signals.has_issues then signals.open_issue_count end as open_issue_count,
    case when signals.has_issues then signals.issue_count_28d end as issue_count_28d,
    case when signals.has_issues then signals.issue_count_84d_before end as issue_count_84d_before,
    opinions.latest_nps_score,
    opinions.latest_csat_score,
    case when signals.has_messages then coalesce(clicks.message_count_28d, 0) end as message_count_28d,
    clicks.click_rate as click_rate_90d

from signals
left join {{ ref('int_features_to_snapshots') }} as features
    on
        signals.customer_id = features.customer_id
        and signals.snapshot_date = features.snapshot_date
left join {{ ref('int_opinions_to_snapshots') }} as opinions
    on
        signals.customer_id = opinions.customer_id
        and signals.snapshot_date = opinions.snapshot_date
left join {{ ref('int_clicks_to_snapshots') }} as clicks
    on
        signals.customer_id = clicks.customer_id
        and signals.snapshot_date = clicks.snapshot_date
