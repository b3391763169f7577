with

firsts as (

    select min(first_seen_at) as moment
    from {{ ref('int_customers_described') }}

    union all

    select min(started_at) as moment
    from {{ ref('sessions') }}
    where not is_bot

    union all

    select min(ordered_at) as moment
    from {{ ref('orders') }}

),

bounds as (

    select
        cast(date_trunc('year', coalesce({{ business_date('min(firsts.moment)') }}, min(as_of.as_of_date))) as date)
            as first_date,
        {{ add_days(add_months("cast(date_trunc('year', min(as_of.as_of_date)) as date)", 24), -1) }} as last_date

    from {{ ref('as_of') }} as as_of
    left join firsts
        on true

),

dates as (

    select {{ add_days('bounds.first_date', 'cast(numbers.day_number as integer)') }} as calendar_date
    from bounds
    {{ numbers_to_rows('0', days_between('bounds.first_date', 'bounds.last_date'), 'numbers', 'day_number') }}

),

-- A week belongs to the year of its Thursday (ISO 8601), a fiscal year to the calendar year in which it starts.
placed as (

    select
        calendar_date,
        {{ iso_weekday('calendar_date') }} as weekday,
        {{ add_days('calendar_date', '4 - ' ~ iso_weekday('calendar_date')) }} as thursday,
        {{ add_months('calendar_date', 1 - var('fiscal_year_start_month')) }} as fiscal_date

    from dates

),

opening_weekdays as (

    select distinct weekday
    from {{ ref('business_hours') }}

),

holidays as (

    select
        date as holiday_date,
        name

    from {{ ref('holidays') }}

)

select
    placed.calendar_date,
    placed.weekday,
    cast(extract(year from placed.thursday) as integer) as iso_year,
    cast(floor({{ ratio('extract(doy from placed.thursday) - 1', '7') }}) as integer) + 1 as iso_week,
    {{ month_of('placed.calendar_date') }} as month,
    {{ quarter_of('placed.calendar_date') }} as quarter,
    cast(extract(year from placed.fiscal_date) as integer) as fiscal_year,
    cast(extract(quarter from placed.fiscal_date) as integer) as fiscal_quarter,
    placed.weekday >= 6 as is_weekend,
    holidays.holiday_date is not null as is_holiday,
    holidays.name as holiday_name,
    opening_weekdays.weekday is not null and holidays.holiday_date is null as is_business_day

from placed
left join opening_weekdays
    on placed.weekday = opening_weekdays.weekday
left join holidays
    on placed.calendar_date = holidays.holiday_date
