with

order_months as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        count(*) as order_count,
        {{ count_where('is_first_order') }} as first_order_count,
        sum(net_sales) as net_sales,
        sum(margin) as margin

    from {{ ref('orders') }}
    where is_counted
    group by customer_id, {{ month_of('business_date') }}

),

credit_months as (

    select
        customer_id,
        {{ month_of('business_date') }} as month,
        sum(amount) as amount

    from {{ ref('int_credit_notes_valued') }}
    where amount is not null
    group by customer_id, {{ month_of('business_date') }}

),

-- A credit note lowers what was sold in its own month, in which its customer may have ordered nothing.
customer_months as (

    select
        customer_id,
        month,
        order_count,
        first_order_count,
        case when customer_id is not null then 1 else 0 end as buyer_count,
        case when customer_id is not null then net_sales else 0 end as identified_sales,
        net_sales as ordered_sales,
        net_sales,
        margin
    from order_months

    union all

    select
        customer_id,
        month,
        0 as order_count,
        0 as first_order_count,
        0 as buyer_count,
        0 as identified_sales,
        0 as ordered_sales,
        -amount as net_sales,
        -amount as margin
    from credit_months

),

segmented as (

    {{ by_segment('customer_months') }}

),

totals as (

    select
        month,
        segment_type,
        segment_value,
        sum(order_count) as order_count,
        sum(first_order_count) as first_order_count,
        sum(buyer_count) as buyer_count,
        sum(identified_sales) as identified_sales,
        sum(ordered_sales) as ordered_sales,
        sum(net_sales) as net_sales,
        sum(margin) as margin

    from segmented
    group by month, segment_type, segment_value

)

select
    metrics.metric,
    totals.month,
    totals.segment_type,
    totals.segment_value,
    cast(
        case metrics.metric
            when 'net_sales' then totals.net_sales
            when 'margin' then totals.margin
            when 'order_count' then totals.order_count
            when 'new_customers' then totals.first_order_count
            when 'average_order_value' then totals.ordered_sales
            when 'revenue_per_customer' then totals.identified_sales
        end as {{ type_double() }}
    ) as numerator,
    cast(
        case metrics.metric
            when 'average_order_value' then totals.order_count
            when 'revenue_per_customer' then totals.buyer_count
        end as {{ type_double() }}
    ) as denominator

from totals
cross join (
    values
    ('net_sales'),
    ('margin'),
    ('order_count'),
    ('new_customers'),
    ('average_order_value'),
    ('revenue_per_customer')
) as metrics (metric)
-- Credit notes alone are neither an order nor a new customer.
where
    metrics.metric in ('net_sales', 'margin')
    or (metrics.metric = 'new_customers' and totals.first_order_count > 0)
    or (metrics.metric != 'new_customers' and totals.order_count > 0)
