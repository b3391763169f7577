with

windows as (

    select
        measure_number,
        comparison,
        metric,
        'before' as period,
        before_start as first_date,
        before_end as last_date,
        day_count

    from {{ ref('int_measures_windowed') }}

    union all

    select
        measure_number,
        comparison,
        metric,
        'after' as period,
        after_start as first_date,
        after_end as last_date,
        day_count

    from {{ ref('int_measures_windowed') }}

),

-- No data is not 0: a window before that begins before anything was known says nothing.
told_windows as (

    select
        windows.*,
        windows.metric in {{ counted_metrics() }} as is_counted

    from windows
    inner join {{ ref('int_metrics_dated') }} as metrics
        on windows.metric = metrics.metric
    where windows.period = 'after' or windows.first_date >= metrics.first_date

),

sums as (

    select
        windows.measure_number,
        windows.comparison,
        windows.period,
        days.is_treated,
        sum(days.numerator) as n,
        {{ product_sum('days.numerator', 'days.numerator') }} as nn,
        {{ huge_product_sum('days.numerator', 'days.numerator') }} as huge_nn,
        sum(days.denominator) as d,
        {{ product_sum('days.denominator', 'days.denominator') }} as dd,
        {{ huge_product_sum('days.denominator', 'days.denominator') }} as huge_dd,
        {{ product_sum('days.numerator', 'days.denominator') }} as nd,
        {{ huge_product_sum('days.numerator', 'days.denominator') }} as huge_nd

    from told_windows as windows
    inner join {{ ref('int_measures_to_days') }} as days
        on
            windows.measure_number = days.measure_number
            and days.business_date between windows.first_date and windows.last_date
    group by windows.measure_number, windows.comparison, windows.period, days.is_treated

)

-- What is counted is told per day: every day is one, also a day without facts.
select
    windows.measure_number,
    windows.comparison,
    windows.period,
    sides.is_treated,
    windows.day_count,
    sums.n,
    sums.nn,
    sums.huge_nn,
    case when windows.is_counted then windows.day_count else sums.d end as d,
    case when windows.is_counted then windows.day_count else sums.dd end as dd,
    case when not windows.is_counted then sums.huge_dd end as huge_dd,
    case when windows.is_counted then sums.n else sums.nd end as nd,
    case when not windows.is_counted then sums.huge_nd end as huge_nd

from told_windows as windows
cross join (values (true), (false)) as sides (is_treated)
left join sums
    on
        windows.measure_number = sums.measure_number
        and windows.comparison = sums.comparison
        and windows.period = sums.period
        and sides.is_treated = sums.is_treated
