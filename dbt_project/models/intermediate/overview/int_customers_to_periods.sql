with

beginnings as (

    select
        customer_id,
        min(ordered_at) as began_at

    from {{ ref('orders') }}
    where customer_id is not null and is_counted
    group by customer_id

    union all

    select
        customer_id,
        min(started_at) as began_at

    from {{ ref('subscriptions') }}
    group by customer_id

),

periods as (

    select
        customer_id,
        'all' as period,
        cast(null as {{ type_text() }}) as plan,
        min(began_at) as began_at,
        cast(null as timestamp) as ends_at,
        cast(null as decimal(18, 4)) as monthly_amount

    from beginnings
    group by customer_id

    union all

    select
        customer_id,
        'running_term' as period,
        plan,
        started_at as began_at,
        ends_at,
        monthly_amount

    from {{ ref('int_customers_to_main_terms') }}

)

select
    periods.customer_id,
    periods.period,
    periods.plan,
    periods.began_at,
    {{ business_date('periods.began_at') }} as began_date,
    periods.ends_at,
    periods.monthly_amount

from periods
