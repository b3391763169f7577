with

alerts as (

    select health.customer_id
    from {{ ref('int_health_compared') }} as health
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            health.snapshot_date = snapshots.snapshot_date
            and snapshots.is_current
    where health.is_alert

),

-- Without a further point or order the tier is what is left of the last 12 months by then.
falling_members as (

    select ahead.customer_id
    from {{ ref('int_member_months_tiered') }} as ahead
    inner join {{ ref('int_member_months_tiered') }} as present
        on ahead.customer_id = present.customer_id
    inner join {{ ref('as_of') }} as as_of
        on present.month = as_of.as_of_month
    where
        ahead.is_ahead
        and not present.is_ahead
        and coalesce(ahead.tier_order < present.tier_order, present.tier_order is not null)

),

judged as (

    select
        customer_id,
        'health_alert' as rule
    from alerts

    union all

    select
        customer_id,
        'tier_about_to_drop' as rule
    from falling_members

)

select
    judged.customer_id,
    judged.rule,
    as_of.as_of_at as triggered_at

from judged
cross join {{ ref('as_of') }} as as_of
