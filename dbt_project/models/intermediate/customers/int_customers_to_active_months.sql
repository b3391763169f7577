with

persons as (

    select
        person_id,
        min(customer_id) as customer_id

    from {{ ref('id_records_resolved') }}
    group by person_id

),

logins as (

    select distinct
        login_id,
        month

    from {{ ref('int_logins_dated') }}

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
    customer_id,
    month
from {{ ref('int_terms_to_running_months') }}
