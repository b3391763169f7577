{%- set last_date = 'least(' ~ add_days(add_months('months.month', 1), -1) ~ ', as_of.last_complete_date)' -%}
with

-- The first visit of all, of whomever: before it nothing was measured, and no data is not 0.
measured as (

    select min(business_date) as since_date
    from {{ ref('int_sessions_to_visitors') }}

),

visits as (

    select
        customer_id,
        business_date,
        platform,
        session_count

    from {{ ref('int_customers_to_visit_days') }}

),

days as (

    select *
    from visits

    union all

    select
        customer_id,
        business_date,
        'all' as platform,
        sum(session_count) as session_count

    from visits
    group by customer_id, business_date

),

users as (

    select
        platform,
        customer_id,
        {{ month_of('business_date') }} as month,
        {{ count_where('business_date <= (select last_complete_date from ' ~ ref('as_of') ~ ')') }} as ended_day_count,
        sum(session_count) as session_count

    from days
    group by platform, customer_id, {{ month_of('business_date') }}

),

months as (

    select
        platform,
        month,
        count(*) as monthly_active_user_count,
        sum(ended_day_count) as user_day_count,
        {{ whole_sum('session_count') }} as session_count

    from users
    group by platform, month

),

-- A week belongs to the month of its Sunday.
user_weeks as (

    select distinct
        platform,
        customer_id,
        {{ week_of('business_date') }} as week

    from days

),

weeks as (

    select
        user_weeks.platform,
        {{ month_of(add_days('user_weeks.week', 6)) }} as month,
        count(*) as user_week_count

    from user_weeks
    cross join {{ ref('as_of') }} as as_of
    cross join measured
    where
        {{ add_days('user_weeks.week', 6) }} <= as_of.last_complete_date
        and user_weeks.week >= measured.since_date
    group by user_weeks.platform, {{ month_of(add_days('user_weeks.week', 6)) }}

),

-- The days that count, and the Sundays among them that end a week that counts.
spans as (

    select
        months.*,
        coalesce(weeks.user_week_count, 0) as user_week_count,
        {{ is_month_complete('months.month') }} as is_complete,
        1 + {{ days_between('greatest(months.month, measured.since_date)', last_date) }} as day_count,
        {{ weeks_between(
            week_of('greatest(months.month, ' ~ add_days('measured.since_date', 6) ~ ')'),
            week_of(add_days(last_date, 1))
        ) }} as week_count

    from months
    cross join {{ ref('as_of') }} as as_of
    cross join measured
    left join weeks
        on
            months.platform = weeks.platform
            and months.month = weeks.month

)

select
    month,
    platform,
    {{ ratio('user_day_count', 'greatest(day_count, 0)') }} as mean_daily_active_users,
    {{ ratio('user_week_count', 'greatest(week_count, 0)') }} as mean_weekly_active_users,
    monthly_active_user_count,
    case
        when is_complete
            then {{ ratio(ratio('user_day_count', 'greatest(day_count, 0)'), 'monthly_active_user_count') }}
    end as stickiness,
    session_count,
    case
        when is_complete then {{ ratio('session_count', 'monthly_active_user_count') }}
    end as sessions_per_active_user,
    is_complete

from spans
