with

visit_days as (

    select distinct
        customer_id,
        business_date

    from {{ ref('sessions') }}
    where customer_id is not null and not is_bot

)

select
    visit_days.customer_id,
    days.snapshot_date,
    {{ count_where('days.days_ago < 14') }} as day_count_14d,
    {{ count_where('days.days_ago < 28') }} as day_count_28d,
    {{ count_where('days.days_ago >= 28 and days.days_ago < 112') }} as day_count_84d_before

from visit_days
inner join {{ ref('int_snapshots_to_days') }} as days
    on visit_days.business_date = days.business_date
group by visit_days.customer_id, days.snapshot_date
