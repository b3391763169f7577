with

lines as (

    select
        order_id,
        customer_id,
        business_date,
        category,
        net_sales

    from {{ ref('order_lines') }}
    where is_counted

),

customers as (

    select
        customers.customer_id,
        customers.region,
        {{ age_band('customers.birth_year', 'as_of.as_of_date') }} as age_band

    from {{ ref('int_customers_described') }} as customers
    cross join {{ ref('as_of') }} as as_of

)

select
    lines.order_id,
    lines.customer_id,
    {{ quarter_of('lines.business_date') }} as quarter,
    coalesce(lines.category, 'unknown') as category,
    coalesce(customers.region, 'unknown') as region,
    coalesce(customers.age_band, 'unknown') as age_band,
    {{ iso_weekday('lines.business_date') }} as weekday,
    sum(lines.net_sales) as net_sales

from lines
left join customers
    on lines.customer_id = customers.customer_id
group by
    lines.order_id,
    lines.customer_id,
    lines.business_date,
    coalesce(lines.category, 'unknown'),
    coalesce(customers.region, 'unknown'),
    coalesce(customers.age_band, 'unknown')
