with

-- The ends of the months before as_of's, and as_of itself.
dates as (

    select
        as_of.as_of_at,
        numbers.months_back,
        case
            when numbers.months_back = 0 then as_of.as_of_date
            else {{ add_days(add_months('as_of.as_of_month', '1 - cast(numbers.months_back as integer)'), -1) }}
        end as snapshot_date

    from {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('0', '12', 'numbers', 'months_back') }}

)

select
    snapshot_date,
    months_back = 0 as is_current,
    case
        when months_back = 0 then as_of_at
        else {{ starts_at(add_days('snapshot_date', 1)) }} - interval '1 microsecond'
    end as moment_at,
    lag(snapshot_date) over (order by snapshot_date) as previous_date

from dates
