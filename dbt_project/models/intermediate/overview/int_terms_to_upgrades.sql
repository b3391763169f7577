with

subscribers as (

    select
        terms.customer_id,
        terms.plan,
        terms.currency_original,
        terms.monthly_amount_original,
        use.active_days_28d,
        -- Null where nobody uses a feature: the days speak alone then.
        coalesce(use.feature_share_90d, 0) as feature_share_90d

    from {{ ref('int_customers_to_main_terms') }} as terms
    inner join {{ ref('int_health_measured') }} as use
        on terms.customer_id = use.customer_id
    inner join {{ ref('int_snapshots_dated') }} as snapshots
        on
            use.snapshot_date = snapshots.snapshot_date
            and snapshots.is_current
    where use.active_days_28d is not null

),

numbered as (

    select
        *,
        count(*) over (partition by plan, currency_original) as customer_count,
        row_number() over (
            partition by plan, currency_original order by monthly_amount_original
        ) as price_number,
        row_number() over (partition by plan, currency_original order by active_days_28d) as days_number,
        row_number() over (partition by plan, currency_original order by feature_share_90d) as features_number

    from subscribers

),

-- The least value that half of the plan's customers do not exceed: no mean of two middle ones that nobody has.
plans as (

    select
        plan,
        currency_original,
        customer_count,
        min(case when 2 * price_number >= customer_count then monthly_amount_original end) as price,
        min(case when 2 * days_number >= customer_count then active_days_28d end) as half_days,
        min(case when 2 * features_number >= customer_count then feature_share_90d end) as half_share

    from numbered
    group by plan, currency_original, customer_count

),

dearer_plans as (

    select
        plans.plan,
        plans.currency_original,
        dearer.plan as dearer_plan,
        dearer.half_days,
        dearer.half_share,
        row_number() over (
            partition by plans.plan, plans.currency_original
            order by dearer.price, dearer.plan
        ) as place

    from plans
    inner join plans as dearer
        on
            plans.currency_original = dearer.currency_original
            and plans.price < dearer.price
    where dearer.customer_count >= {{ var('minimum_cell_size') }}

)

-- Who does not use what they have needs no more of it, however little others use.
select
    subscribers.customer_id,
    dearer_plans.dearer_plan as upgrade_hint

from subscribers
inner join dearer_plans
    on
        subscribers.plan = dearer_plans.plan
        and subscribers.currency_original = dearer_plans.currency_original
where
    dearer_plans.place = 1
    and subscribers.active_days_28d > 0
    and subscribers.active_days_28d >= dearer_plans.half_days
    and subscribers.feature_share_90d >= dearer_plans.half_share
