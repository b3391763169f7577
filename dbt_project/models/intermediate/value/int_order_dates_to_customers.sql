with

order_dates as (

    select
        customer_id,
        business_date,
        order_count,
        net_sales,
        margin

    from {{ ref('int_orders_to_order_dates') }}

),

as_of as (

    select as_of_date
    from {{ ref('as_of') }}

),

totals as (

    select
        customer_id,
        min(business_date) as first_order_date,
        max(business_date) as last_order_date,
        count(*) - 1 as frequency,
        sum(order_count) as order_count,
        sum(net_sales) as net_sales,
        sum(margin) as margin,
        -- The models learn what a repeat order is worth: first orders are often of another size.
        sum(margin) - {{ min_by('coalesce(margin, 0)', 'business_date') }} as repeat_margin

    from order_dates
    group by customer_id

)

select
    totals.customer_id,
    totals.first_order_date,
    totals.last_order_date,
    cast(totals.frequency as integer) as frequency,
    {{ days_between('totals.first_order_date', 'totals.last_order_date') }} as recency_days,
    {{ days_between('totals.first_order_date', 'as_of.as_of_date') }} as age_days,
    cast(totals.order_count as bigint) as order_count,
    {{ money('totals.net_sales') }} as net_sales,
    {{ money('totals.margin') }} as margin,
    {{ ratio('totals.repeat_margin', 'totals.frequency') }} as mean_repeat_margin

from totals
cross join as_of
