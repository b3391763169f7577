with

months as (

    select {{ add_months('as_of.as_of_month', '-cast(numbers.months_back as integer)') }} as month

    from {{ ref('as_of') }} as as_of
    {{ numbers_to_rows('1', var('history_months'), 'numbers', 'months_back') }}

)

select
    month,
    {{ add_days(add_months('month', 1), -1) }} as last_date,
    {{ starts_at(add_months('month', 1)) }} as ends_before_at

from months
