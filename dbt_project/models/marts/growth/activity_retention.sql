with

counted as (

    select *
    from {{ ref('int_visitors_retained') }}

),

cohorts as (

    select
        cohort_grain,
        cohort_start,
        visitor_count as cohort_visitor_count

    from counted
    where method = 'n_day' and period = 0

),

grains as (

    select *
    from (
        values
        ('day', {{ var('activity_retention_days') }}),
        ('week', {{ var('activity_retention_periods') }}),
        ('month', {{ var('activity_retention_periods') }})
    ) as grains (cohort_grain, last_period)

),

periods as (

    select
        grains.cohort_grain,
        methods.method,
        cast(numbers.period as integer) as period_from,
        cast(numbers.period as integer) as period_to

    from grains
    cross join (values ('n_day'), ('unbounded')) as methods (method)
    {{ numbers_to_rows('0', 'grains.last_period', 'numbers', 'period') }}

    union all

    select
        'day' as cohort_grain,
        'bracket' as method,
        period_from,
        period_to

    from (
        values
        {%- for first, last in retention_brackets() %}
        ({{ first }}, {{ last }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as brackets (period_from, period_to)

),

-- Every period that has begun has a row, also those in which nobody came back.
cells as (

    select
        cohorts.*,
        periods.method,
        periods.period_from,
        periods.period_to,
        case cohorts.cohort_grain
            when 'day' then {{ add_days('cohorts.cohort_start', 'periods.period_from') }}
            when 'week' then {{ add_days('cohorts.cohort_start', '7 * periods.period_from') }}
            else {{ add_months('cohorts.cohort_start', 'periods.period_from') }}
        end as first_date,
        case cohorts.cohort_grain
            when 'day' then {{ add_days('cohorts.cohort_start', 'periods.period_to + 1') }}
            when 'week' then {{ add_days('cohorts.cohort_start', '7 * (periods.period_to + 1)') }}
            else {{ add_months('cohorts.cohort_start', 'periods.period_to + 1') }}
        end as end_date

    from cohorts
    inner join periods
        on cohorts.cohort_grain = periods.cohort_grain

),

-- Whoever was last seen in a period or after it was there in it or later.
still_to_come as (

    select
        cohort_grain,
        cohort_start,
        period as last_period,
        sum(visitor_count) over (
            partition by cohort_grain, cohort_start order by period desc
            rows between unbounded preceding and current row
        ) as visitor_count,
        coalesce(
            lag(period) over (partition by cohort_grain, cohort_start order by period), -1
        ) as previous_period

    from counted
    where method = 'last'

),

retained as (

    select
        cells.*,
        coalesce(counted.visitor_count, still_to_come.visitor_count, 0) as retained_visitor_count,
        cells.end_date <= {{ add_days('as_of.last_complete_date', 1) }} as is_complete

    from cells
    cross join {{ ref('as_of') }} as as_of
    left join counted
        on
            cells.cohort_grain = counted.cohort_grain
            and cells.cohort_start = counted.cohort_start
            and cells.method = counted.method
            and cells.period_from = counted.period
    left join still_to_come
        on
            cells.method = 'unbounded'
            and cells.cohort_grain = still_to_come.cohort_grain
            and cells.cohort_start = still_to_come.cohort_start
            and cells.period_from <= still_to_come.last_period
            and cells.period_from > still_to_come.previous_period
    where cells.first_date <= as_of.as_of_date

)

select
    cohort_grain,
    cohort_start,
    method,
    period_from,
    case when method != 'unbounded' then period_to end as period_to,
    cohort_visitor_count,
    cast(retained_visitor_count as bigint) as retained_visitor_count,
    case when is_complete then {{ ratio('retained_visitor_count', 'cohort_visitor_count') }} end as retention_rate,
    is_complete

from retained
