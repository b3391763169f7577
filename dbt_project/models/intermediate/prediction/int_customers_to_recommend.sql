{%- set order_days = [var('affinity_days') - 1, var('active_days')] | max -%}
with

moments as (

    select
        moments.days_before,
        as_of.as_of_date,
        -- The first moment that is not known then.
        case
            when moments.days_before = 0 then as_of.as_of_at + interval '1 microsecond'
            else {{ starts_at(add_days('as_of.as_of_date', '1 - moments.days_before')) }}
        end as known_before_at

    from {{ ref('as_of') }} as as_of
    cross join {{ recommendation_days_rows() }}

),

people as (

    select
        moments.days_before,
        orders.customer_id

    from {{ ref('int_orders_to_order_dates') }} as orders
    inner join moments
        on
            {{ days_between('orders.business_date', 'moments.as_of_date') }} >= moments.days_before
            and {{ days_between('orders.business_date', 'moments.as_of_date') }}
            <= moments.days_before + {{ order_days }}

    union

    select
        moments.days_before,
        terms.customer_id

    from {{ ref('int_terms_bounded') }} as terms
    inner join moments
        on
            terms.started_at < moments.known_before_at
            and terms.ended_at >= moments.known_before_at

),

numbered as (

    select
        people.days_before,
        cast(customers.customer_number as integer) as customer_number

    from people
    inner join {{ ref('id_customers_numbered') }} as customers
        on people.customer_id = customers.customer_id

),

later as (

    select
        days_before,
        customer_number,
        count(*) as later_product_count

    from {{ ref('int_products_to_later_buyers') }}
    group by days_before, customer_number

),

recent as (

    select
        owned.days_before,
        owned.customer_number,
        count(*) as recent_product_count

    from {{ ref('int_customers_to_products') }} as owned
    inner join {{ ref('int_products_offered') }} as offered
        on
            owned.days_before = offered.days_before
            and owned.product_number = offered.product_number
    where owned.days_since < {{ var('recommendation_repeat_days') }}
    group by owned.days_before, owned.customer_number

)

select
    numbered.days_before,
    numbered.customer_number,
    later.later_product_count,
    cast(coalesce(recent.recent_product_count, 0) as integer) as recent_product_count

from numbered
left join later
    on
        numbered.days_before = later.days_before
        and numbered.customer_number = later.customer_number
left join recent
    on
        numbered.days_before = recent.days_before
        and numbered.customer_number = recent.customer_number
where numbered.days_before = 0 or later.later_product_count is not null
