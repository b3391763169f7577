with

terms as (

    select
        subscription_id,
        term_no,
        customer_id,
        monthly_amount,
        monthly_margin,
        started_at,
        ended_at,
        cast(started_at as date) as started_date,
        started_at - cast(cast(started_at as date) as timestamp) as time_of_day

    from {{ ref('int_terms_valued') }}

),

-- A month is due at the start of the term and then on the same day of each month, kept inside the month.
term_months as (

    select
        terms.*,
        numbers.month_number,
        cast({{ add_months('terms.started_date', 'cast(numbers.month_number as integer)') }} as timestamp)
        + terms.time_of_day as due_at,
        as_of.as_of_at

    from terms
    cross join {{ ref('as_of') }} as as_of
    {{ numbers_to_rows(
        '0', months_between('terms.started_at', 'least(terms.ended_at, as_of.as_of_at)'), 'numbers', 'month_number'
    ) }}

)

select
    subscription_id,
    term_no,
    customer_id,
    cast(month_number as integer) as month_number,
    {{ business_date('due_at') }} as business_date,
    monthly_amount as amount,
    monthly_margin as margin

from term_months
where due_at < ended_at and due_at <= as_of_at
