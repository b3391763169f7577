with

issues as (

    select
        min(least(opened_at, first_responded_at, resolved_at)) as first_at,
        max(greatest(opened_at, first_responded_at, resolved_at)) as last_at

    from {{ ref('int_tickets_to_issues') }}

),

-- A state may lie after as_of, or before anything was opened, and is taken as it is.
bounds as (

    select
        {{ business_date('least(as_of.as_of_at, issues.first_at)') }} as first_date,
        {{ business_date('greatest(as_of.as_of_at, issues.last_at)') }} as last_date

    from {{ ref('as_of') }} as as_of
    cross join issues

),

dates as (

    select {{ add_days('bounds.first_date', 'cast(numbers.day_number as integer)') }} as business_date
    from bounds
    {{ numbers_to_rows('0', days_between('bounds.first_date', 'bounds.last_date'), 'numbers', 'day_number') }}

),

-- In UTC, so that a day of clock change has its real length.
opened as (

    select
        dates.business_date,
        {{ starts_at("cast(dates.business_date as " ~ type_text() ~ ") || ' ' || hours.opens") }} as opens_at,
        case
            when hours.closes = '24:00' then {{ starts_at(add_days('dates.business_date', 1)) }}
            else {{ starts_at("cast(dates.business_date as " ~ type_text() ~ ") || ' ' || hours.closes") }}
        end as closes_at

    from dates
    inner join {{ ref('business_hours') }} as hours
        on {{ iso_weekday('dates.business_date') }} = hours.weekday
    left join {{ ref('holidays') }} as holidays
        on dates.business_date = holidays.date
    where holidays.date is null

),

compared as (

    select
        *,
        max(closes_at) over (
            partition by business_date order by opens_at, closes_at rows between unbounded preceding and 1 preceding
        ) as closed_until

    from opened

),

-- Rows of a day that overlap count once.
numbered as (

    select
        *,
        sum(case when opens_at <= closed_until then 0 else 1 end) over (
            partition by business_date order by opens_at, closes_at rows between unbounded preceding and current row
        ) as span_number

    from compared

),

merged as (

    select
        business_date,
        span_number,
        min(opens_at) as opens_at,
        max(closes_at) as closes_at

    from numbered
    group by business_date, span_number

),

measured as (

    select
        *,
        {{ epoch_micros('closes_at') }} - {{ epoch_micros('opens_at') }} as open_micros

    from merged

),

days as (

    select
        dates.business_date,
        coalesce(sum(measured.open_micros), 0) as open_micros

    from dates
    left join measured
        on dates.business_date = measured.business_date
    group by dates.business_date

),

passed as (

    select
        business_date,
        sum(open_micros) over (
            order by business_date rows between unbounded preceding and current row
        ) - open_micros as micros_before

    from days

)

select
    passed.business_date,
    coalesce(measured.span_number, 0) as span_number,
    passed.micros_before,
    measured.opens_at,
    measured.closes_at

from passed
left join measured
    on passed.business_date = measured.business_date
