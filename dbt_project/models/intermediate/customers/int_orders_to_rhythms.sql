with

snapshots as (

    select snapshot_date
    from {{ ref('int_snapshots_dated') }}

),

order_dates as (

    select
        customer_id,
        business_date,
        lead(business_date) over (partition by customer_id order by business_date) as next_date,
        sum(order_count) over (
            partition by customer_id order by business_date rows between unbounded preceding and current row
        ) as order_count,
        row_number() over (partition by customer_id order by business_date) - 1 as gap_count,
        {{ days_between(
            'lag(business_date) over (partition by customer_id order by business_date)', 'business_date'
        ) }} as gap_days

    from {{ ref('int_orders_to_order_dates') }}

),

latest_orders as (

    select
        order_dates.customer_id,
        snapshots.snapshot_date,
        order_dates.next_date,
        order_dates.order_count,
        order_dates.gap_count,
        {{ days_between('order_dates.business_date', 'snapshots.snapshot_date') }} as recency_days

    from order_dates
    inner join snapshots
        on
            order_dates.business_date <= snapshots.snapshot_date
            and coalesce(order_dates.next_date > snapshots.snapshot_date, true)

),

-- Three gaps make a rhythm of one's own.
own_gaps as (

    select
        latest_orders.customer_id,
        latest_orders.snapshot_date,
        latest_orders.gap_count,
        order_dates.gap_days,
        row_number() over (
            partition by latest_orders.customer_id, latest_orders.snapshot_date order by order_dates.gap_days
        ) as gap_number

    from latest_orders
    inner join order_dates
        on
            latest_orders.customer_id = order_dates.customer_id
            and latest_orders.snapshot_date >= order_dates.business_date
    where latest_orders.gap_count >= 3 and order_dates.gap_days is not null

),

own_quantiles as (

    select
        customer_id,
        snapshot_date,
        {{ ratio(
            'sum(case when ' ~ is_middle('gap_number', 'gap_count') ~ ' then gap_days end)',
            'count(case when ' ~ is_middle('gap_number', 'gap_count') ~ ' then 1 end)'
        ) }} as median_gap_days,
        min(case when 10 * gap_number >= 9 * gap_count then gap_days end) as long_gap_days

    from own_gaps
    group by customer_id, snapshot_date

),

-- Of everybody's gaps it is enough to know how often each length occurs.
everybodys_gaps as (

    select
        snapshots.snapshot_date,
        lengths.gap_days,
        sum(sum(lengths.gap_count)) over (
            partition by snapshots.snapshot_date order by lengths.gap_days
            rows between unbounded preceding and current row
        ) as last_number,
        sum(sum(lengths.gap_count)) over (partition by snapshots.snapshot_date) as gap_count

    from (
        select
            business_date,
            gap_days,
            count(*) as gap_count
        from order_dates
        where gap_days is not null
        group by business_date, gap_days
    ) as lengths
    inner join snapshots
        on lengths.business_date <= snapshots.snapshot_date
    group by snapshots.snapshot_date, lengths.gap_days

),

everybodys_quantiles as (

    select
        snapshot_date,
        {{ ratio(
            'min(case when 2 * last_number >= gap_count then gap_days end) '
            ~ '+ min(case when 2 * last_number > gap_count then gap_days end)', '2'
        ) }} as median_gap_days,
        min(case when 10 * last_number >= 9 * gap_count then gap_days end) as long_gap_days

    from everybodys_gaps
    group by snapshot_date

),

compared as (

    select
        latest_orders.customer_id,
        latest_orders.snapshot_date,
        latest_orders.recency_days,
        cast(latest_orders.order_count as bigint) as order_count,
        latest_orders.next_date as next_order_date,
        coalesce(own_quantiles.median_gap_days, everybodys_quantiles.median_gap_days) as usual_gap_days,
        coalesce(own_quantiles.long_gap_days, everybodys_quantiles.long_gap_days) as long_gap_days

    from latest_orders
    left join own_quantiles
        on
            latest_orders.customer_id = own_quantiles.customer_id
            and latest_orders.snapshot_date = own_quantiles.snapshot_date
    left join everybodys_quantiles
        on latest_orders.snapshot_date = everybodys_quantiles.snapshot_date

)

select
    customer_id,
    snapshot_date,
    recency_days,
    order_count,
    next_order_date,
    usual_gap_days,
    long_gap_days,
    {{ ratio('recency_days', 'usual_gap_days') }} as recency_ratio

from compared
