with

answered as (

    select min(business_date) as first_date
    from {{ ref('survey_responses') }}
    where nps_score is not null

),

months as (

    select
        as_of.as_of_date,
        answered.first_date,
        {{ add_months(month_of('answered.first_date'), 'cast(numbers.month_number as integer)') }} as month

    from answered
    cross join {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('0', months_between('answered.first_date', 'as_of.as_of_date'), 'numbers', 'month_number') }}
    where answered.first_date is not null

),

month_ends as (

    select
        month,
        {{ add_days(add_months('month', 1), -1) }} as last_date

    from months

)

-- Each period with the one of the same length before it; all_time has none.
select
    'month' as period_type,
    month as period_start,
    last_date as period_end,
    {{ add_months('month', -1) }} as previous_start,
    {{ add_days('month', -1) }} as previous_end

from month_ends

union all

select distinct
    'quarter' as period_type,
    {{ quarter_of('month') }} as period_start,
    {{ add_days(add_months(quarter_of('month'), 3), -1) }} as period_end,
    {{ add_months(quarter_of('month'), -3) }} as previous_start,
    {{ add_days(quarter_of('month'), -1) }} as previous_end

from month_ends

union all

select
    'rolling_90d' as period_type,
    {{ add_days('last_date', -89) }} as period_start,
    last_date as period_end,
    {{ add_days('last_date', -179) }} as previous_start,
    {{ add_days('last_date', -90) }} as previous_end

from month_ends

union all

select distinct
    'all_time' as period_type,
    first_date as period_start,
    as_of_date as period_end,
    cast(null as date) as previous_start,
    cast(null as date) as previous_end

from months
