with

visits as (

    select distinct
        visitor_number,
        business_date

    from {{ ref('int_sessions_to_visitors') }}

),

visitors as (

    select
        visitor_number,
        min(business_date) as first_date,
        max(business_date) as last_date

    from visits
    group by visitor_number

),

days as (

    select
        visits.visitor_number,
        visits.business_date,
        visitors.first_date

    from visits
    inner join visitors
        on visits.visitor_number = visitors.visitor_number

),

weeks as (

    select distinct
        visitor_number,
        {{ week_of('business_date') }} as week,
        {{ week_of('first_date') }} as first_week

    from days

),

months as (

    select distinct
        visitor_number,
        {{ month_of('business_date') }} as month,
        {{ month_of('first_date') }} as first_month

    from days

),

-- When visitors were last seen says in how many periods they were there or still to come.
last_counts as (

    select
        first_date,
        last_date,
        count(*) as visitor_count

    from visitors
    group by first_date, last_date

),

bracketed as (

    select distinct
        days.visitor_number,
        days.first_date,
        brackets.period_from

    from days
    inner join (
        values
        {%- for first, last in retention_brackets() %}
        ({{ first }}, {{ last }}){{ ',' if not loop.last }}
        {%- endfor %}
    ) as brackets (period_from, period_to)
        on
            {{ days_between('days.first_date', 'days.business_date') }} >= brackets.period_from
            and {{ days_between('days.first_date', 'days.business_date') }} <= brackets.period_to

),

counted as (

    select
        'day' as cohort_grain,
        first_date as cohort_start,
        'n_day' as method,
        {{ days_between('first_date', 'business_date') }} as period,
        count(*) as visitor_count
    from days
    group by first_date, business_date

    union all

    select
        'week' as cohort_grain,
        first_week as cohort_start,
        'n_day' as method,
        {{ weeks_between('first_week', 'week') }} as period,
        count(*) as visitor_count
    from weeks
    group by first_week, week

    union all

    select
        'month' as cohort_grain,
        first_month as cohort_start,
        'n_day' as method,
        {{ months_between('first_month', 'month') }} as period,
        count(*) as visitor_count
    from months
    group by first_month, month

    union all

    select
        'day' as cohort_grain,
        first_date as cohort_start,
        'last' as method,
        {{ days_between('first_date', 'last_date') }} as period,
        visitor_count
    from last_counts

    union all

    select
        'week' as cohort_grain,
        {{ week_of('first_date') }} as cohort_start,
        'last' as method,
        {{ weeks_between(week_of('first_date'), week_of('last_date')) }} as period,
        visitor_count
    from last_counts

    union all

    select
        'month' as cohort_grain,
        {{ month_of('first_date') }} as cohort_start,
        'last' as method,
        {{ months_between('first_date', 'last_date') }} as period,
        visitor_count
    from last_counts

    union all

    select
        'day' as cohort_grain,
        first_date as cohort_start,
        'bracket' as method,
        period_from as period,
        count(*) as visitor_count
    from bracketed
    group by first_date, period_from

)

select
    cohort_grain,
    cohort_start,
    method,
    period,
    {{ whole_sum('visitor_count') }} as visitor_count

from counted
group by cohort_grain, cohort_start, method, period
