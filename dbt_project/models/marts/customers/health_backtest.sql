with

snapshots as (

    select
        snapshots.snapshot_date,
        {{ add_days('snapshots.snapshot_date', var('health_window_days')) }} as window_end_date

    from {{ ref('int_snapshots_dated') }} as snapshots
    cross join {{ ref('as_of') }} as as_of
    where
        not snapshots.is_current
        and {{ add_days('snapshots.snapshot_date', var('health_window_days')) }} <= as_of.last_complete_date

),

scored as (

    select
        health.customer_id,
        health.relation,
        health.band,
        snapshots.snapshot_date,
        snapshots.window_end_date,
        {{ starts_at(add_days('snapshots.window_end_date', 1)) }} as window_ends_before_at

    from {{ ref('customer_health') }} as health
    inner join snapshots
        on health.snapshot_date = snapshots.snapshot_date
    where health.score is not null

),

-- A subscriber has stayed who has a running term at the window's last microsecond,
subscribers as (

    select distinct
        scored.customer_id,
        scored.snapshot_date

    from scored
    inner join {{ ref('int_terms_bounded') }} as terms
        on
            scored.customer_id = terms.customer_id
            and scored.window_ends_before_at > terms.started_at
            and scored.window_ends_before_at <= terms.ended_at
    where scored.relation = 'subscriber'

),

-- and a buyer who bought again in it.
buyers as (

    select distinct
        scored.customer_id,
        scored.snapshot_date

    from scored
    inner join {{ ref('int_orders_to_order_dates') }} as order_dates
        on
            scored.customer_id = order_dates.customer_id
            and scored.snapshot_date < order_dates.business_date
            and scored.window_end_date >= order_dates.business_date
    where scored.relation = 'buyer'

),

outcomes as (

    select
        scored.snapshot_date,
        scored.relation,
        scored.band,
        subscribers.customer_id is null and buyers.customer_id is null as has_left

    from scored
    left join subscribers
        on
            scored.customer_id = subscribers.customer_id
            and scored.snapshot_date = subscribers.snapshot_date
    left join buyers
        on
            scored.customer_id = buyers.customer_id
            and scored.snapshot_date = buyers.snapshot_date

),

counted as (

    select
        snapshot_date,
        coalesce(relation, 'all') as relation,
        coalesce(band, 'all') as band,
        count(*) as customer_count,
        {{ count_where('has_left') }} as left_customer_count

    from outcomes
    group by grouping sets (
        (snapshot_date, relation, band), (snapshot_date, relation), (snapshot_date, band), (snapshot_date)
    )

)

select
    counted.snapshot_date,
    counted.relation,
    counted.band,
    counted.customer_count,
    counted.left_customer_count,
    {{ ratio('counted.left_customer_count', 'counted.customer_count') }} as left_share,
    {{ wilson_low('counted.left_customer_count', 'counted.customer_count') }} as ci_low,
    {{ wilson_high('counted.left_customer_count', 'counted.customer_count') }} as ci_high,
    {{ ratio(
        ratio('counted.left_customer_count', 'counted.customer_count'),
        ratio('everybody.left_customer_count', 'everybody.customer_count')
    ) }} as lift

from counted
inner join counted as everybody
    on
        counted.snapshot_date = everybody.snapshot_date
        and counted.relation = everybody.relation
        and everybody.band = 'all'
