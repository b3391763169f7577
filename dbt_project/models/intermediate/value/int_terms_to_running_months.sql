with

-- The end of a term is exclusive: one that ends at midnight did not run in the month that begins then.
terms as (

    select
        terms.customer_id,
        {{ month_of(business_date('terms.started_at')) }} as first_month,
        {{ month_of(business_date("least(terms.ended_at - interval '1 microsecond', as_of.as_of_at)")) }} as last_month

    from {{ ref('int_terms_bounded') }} as terms
    cross join {{ ref('as_of') }} as as_of

)

select distinct
    terms.customer_id,
    {{ add_months('terms.first_month', 'cast(numbers.months_later as integer)') }} as month

from terms
{{ numbers_to_rows('0', months_between('terms.first_month', 'terms.last_month'), 'numbers', 'months_later') }}
