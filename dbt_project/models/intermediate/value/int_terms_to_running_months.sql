with

-- The end of a term is exclusive: one that ends at midnight did not run in the month that begins then.
terms as (

    select
        terms.customer_id,
        {{ business_date('terms.started_at') }} as first_date,
        {{ business_date("least(terms.ended_at - interval '1 microsecond', as_of.as_of_at)") }} as last_date

    from {{ ref('int_terms_bounded') }} as terms
    cross join {{ ref('as_of') }} as as_of

),

months as (

    select
        terms.customer_id,
        terms.last_date,
        {{ add_months(month_of('terms.first_date'), 'cast(numbers.months_later as integer)') }} as month

    from terms
    {{ numbers_to_rows('0', months_between('terms.first_date', 'terms.last_date'), 'numbers', 'months_later') }}

)

select
    customer_id,
    month,
    max(least(last_date, {{ add_days(add_months('month', 1), -1) }})) as last_run_date

from months
group by customer_id, month
