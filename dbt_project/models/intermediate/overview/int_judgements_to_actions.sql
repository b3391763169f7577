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

falling_members as (

    select customer_id
    from {{ ref('int_members_to_outlooks') }}
    where is_about_to_drop

),

-- Who is likely to leave: the band of the rule's parameter.
risky_customers as (

    select risks.customer_id
    from {{ ref('int_risks_banded') }} as risks
    inner join {{ ref('action_rules') }} as rules
        on
            rules.rule = 'churn_risk'
            and risks.risk_band = rules.parameter_value

),

judged as (

    select
        customer_id,
        'health_alert' as rule
    from alerts

    union all

    select
        customer_id,
        'churn_risk' as rule
    from risky_customers

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
