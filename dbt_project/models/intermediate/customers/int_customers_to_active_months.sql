with

persons as (

    select
        person_id,
        min(customer_id) as customer_id

    from {{ ref('int_records_resolved') }}
    group by person_id

),

logins as (

    select
        login_id,
        {{ month_of(business_date('occurred_at')) }} as month

    from {{ ref('int_events_sessionized') }}
    where login_id is not null
    group by login_id, {{ month_of(business_date('occurred_at')) }}

),

-- The end of a term is exclusive: a term that ends at midnight did not run in the month that begins then.
terms as (

    select
        terms.customer_id,
        {{ month_of(business_date('terms.started_at')) }} as first_month,
        {{ month_of(business_date("least(terms.ended_at - interval '1 microsecond', as_of.as_of_at)")) }} as last_month

    from {{ ref('int_terms_bounded') }} as terms
    cross join {{ ref('as_of') }} as as_of

)

select
    customer_id,
    {{ month_of('business_date') }} as month
from {{ ref('orders') }}
where is_counted and customer_id is not null

union

select
    persons.customer_id,
    logins.month
from logins
inner join persons
    on logins.login_id = persons.person_id
where persons.customer_id is not null

union

select
    terms.customer_id,
    {{ add_months('terms.first_month', 'cast(numbers.months_later as integer)') }} as month
from terms
{{ numbers_to_rows('0', months_between('terms.first_month', 'terms.last_month'), 'numbers', 'months_later') }}
