with

payments as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        sum(amount) as net_sales,
        sum(margin) as margin

    from {{ ref('int_terms_to_payments') }}
    group by customer_id, {{ month_of('business_date') }}

)

select
    'order' as basis,
    customer_id,
    {{ month_of('business_date') }} as month,
    sum(net_sales) as net_sales,
    sum(margin) as margin

from {{ ref('orders') }}
where is_counted and customer_id is not null
group by customer_id, {{ month_of('business_date') }}

union all

select
    'term' as basis,
    running_months.customer_id,
    running_months.month,
    payments.net_sales,
    payments.margin

from {{ ref('int_terms_to_running_months') }} as running_months
left join payments
    on
        running_months.customer_id = payments.customer_id
        and running_months.month = payments.month

union all

-- Use brings no money of its own.
select distinct
    'activity' as basis,
    customer_id,
    {{ month_of('business_date') }} as month,
    cast(null as decimal(38, 4)) as net_sales,
    cast(null as decimal(38, 4)) as margin

from {{ ref('int_customers_to_visit_days') }}
