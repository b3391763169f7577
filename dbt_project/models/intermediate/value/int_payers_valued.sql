with

buyers as (

    select *
    from {{ ref('int_order_dates_to_customers') }}

),

subscribers as (

    select
        customer_id,
        first_term_date,
        is_running

    from {{ ref('int_spells_to_subscribers') }}

),

payments as (

    select
        customer_id,
        sum(amount) as amount,
        sum(margin) as margin

    from {{ ref('int_terms_to_payments') }}
    group by customer_id

),

credit_notes as (

    select
        customer_id,
        amount

    from {{ ref('int_credit_notes_to_customers') }}

),

-- Who orders and who pays by term; a credit note alone makes nobody a customer who pays.
paying as (

    select
        coalesce(buyers.customer_id, subscribers.customer_id) as customer_id,
        buyers.customer_id is not null as has_orders,
        subscribers.customer_id is not null as has_terms,
        coalesce(subscribers.is_running, false) as has_running_term,
        buyers.first_order_date,
        least(
            coalesce(buyers.first_order_date, subscribers.first_term_date),
            coalesce(subscribers.first_term_date, buyers.first_order_date)
        ) as first_paid_date,
        buyers.frequency,
        buyers.recency_days,
        buyers.age_days,
        coalesce(buyers.net_sales, 0) as order_net_sales,
        coalesce(buyers.margin, 0) as order_margin

    from buyers
    full outer join subscribers
        on buyers.customer_id = subscribers.customer_id

)

select
    paying.customer_id,
    case
        when paying.has_orders and paying.has_terms then 'both'
        when paying.has_orders then 'orders'
        else 'terms'
    end as value_basis,
    paying.has_running_term,
    paying.first_order_date,
    paying.first_paid_date,
    -- By whole calendar months, the day kept inside the month.
    case
        when {{ add_months('paying.first_paid_date', 3) }} > as_of.as_of_date then '0-3m'
        when {{ add_months('paying.first_paid_date', 12) }} > as_of.as_of_date then '3-12m'
        when {{ add_months('paying.first_paid_date', 24) }} > as_of.as_of_date then '1-2y'
        when {{ add_months('paying.first_paid_date', 60) }} > as_of.as_of_date then '2-5y'
        else '5y+'
    end as tenure_band,
    paying.frequency,
    paying.recency_days,
    paying.age_days,
    {{ money(
        'paying.order_net_sales + coalesce(payments.amount, 0) - coalesce(credit_notes.amount, 0)'
    ) }} as net_sales,
    {{ money('paying.order_margin + coalesce(payments.margin, 0) - coalesce(credit_notes.amount, 0)') }} as margin

from paying
cross join {{ ref('as_of') }} as as_of
left join payments
    on paying.customer_id = payments.customer_id
left join credit_notes
    on paying.customer_id = credit_notes.customer_id
