-- No data is not 0: a company that sends us no visits, tickets or messages has not only idle, content or unasked
-- customers.
with

visited as (

    select distinct snapshot_date
    from {{ ref('int_visits_to_snapshots') }}
    where day_count_365d > 0

),

asked as (

    select distinct snapshot_date
    from {{ ref('int_issues_to_snapshots') }}
    where issue_count_365d > 0

),

written as (

    select distinct days.snapshot_date

    from (
        select distinct business_date
        from {{ ref('int_messages_delivered') }}
    ) as message_days
    inner join {{ ref('int_snapshots_to_days') }} as days
        on message_days.business_date = days.business_date

)

select
    snapshots.snapshot_date,
    visited.snapshot_date is not null as has_visits,
    asked.snapshot_date is not null as has_issues,
    written.snapshot_date is not null as has_messages

from {{ ref('int_snapshots_dated') }} as snapshots
left join visited
    on snapshots.snapshot_date = visited.snapshot_date
left join asked
    on snapshots.snapshot_date = asked.snapshot_date
left join written
    on snapshots.snapshot_date = written.snapshot_date
