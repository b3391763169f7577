with

visit_days as (

    select distinct
        customer_id,
        business_date

    from {{ ref('int_customers_to_visit_days') }}

),

counted as (

    select
        visit_days.customer_id,
        days.snapshot_date,
        count(*) as day_count_365d,
        {{ count_where('days.days_ago < 14') }} as day_count_14d,
        {{ count_where('days.days_ago < 28') }} as day_count_28d,
        {{ count_where('days.days_ago >= 28 and days.days_ago < 112') }} as day_count_84d_before

    from visit_days
    inner join {{ ref('int_snapshots_to_days') }} as days
        on visit_days.business_date = days.business_date
    group by visit_days.customer_id, days.snapshot_date

),

-- Who was ever seen and does not come any more is idle; who was never seen is not.
seen_customers as (

    select
        first_days.customer_id,
        snapshots.snapshot_date

    from (
        select
            customer_id,
            min(business_date) as first_date
        from visit_days
        group by customer_id
    ) as first_days
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on first_days.first_date <= snapshots.snapshot_date

)

select
    seen_customers.customer_id,
    seen_customers.snapshot_date,
    coalesce(counted.day_count_14d, 0) as day_count_14d,
    coalesce(counted.day_count_28d, 0) as day_count_28d,
    coalesce(counted.day_count_84d_before, 0) as day_count_84d_before,
    coalesce(counted.day_count_365d, 0) as day_count_365d

from seen_customers
left join counted
    on
        seen_customers.customer_id = counted.customer_id
        and seen_customers.snapshot_date = counted.snapshot_date
