with

terms as (

    select
        *,
        {{ month_of(business_date('started_at')) }} as started_month

    from {{ ref('int_terms_valued') }}

),

as_of as (

    select
        as_of_at,
        as_of_month

    from {{ ref('as_of') }}

),

-- The month in which a term ends is its last one; a term that runs on is followed up to as_of.
term_months as (

    select
        terms.*,
        as_of.as_of_at,
        {{ add_months('terms.started_month', 'cast(numbers.month_number as integer)') }} as month

    from terms
    cross join as_of
    {{ numbers_to_rows(
        '0',
        months_between('terms.started_month', business_date('least(terms.ended_at, as_of.as_of_at)')),
        'numbers',
        'month_number'
    ) }}

),

bounded_months as (

    select
        *,
        {{ starts_at('month') }} as month_starts_at,
        least({{ starts_at(add_months('month', 1)) }}, as_of_at + interval '1 microsecond') as month_ends_at

    from term_months

)

-- Opening and closing are the last microsecond before the month and of it: what happens at exactly 00:00 of the first
-- day belongs to the new month.
select
    subscription_id,
    term_no,
    customer_id,
    plan,
    month,
    monthly_amount,
    is_voluntary_cancel,
    started_at,
    ended_at,
    started_at < month_starts_at and ended_at >= month_starts_at as is_opening,
    ended_at >= month_ends_at as is_closing

from bounded_months
