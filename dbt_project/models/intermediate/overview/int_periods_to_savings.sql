with

periods as (

    select
        customer_id,
        period,
        began_date

    from {{ ref('int_customers_to_periods') }}

),

purchases as (

    select
        periods.customer_id,
        periods.period,
        count(*) as order_count,
        {{ money('sum(orders.net_sales)') }} as net_sales,
        {{ money('sum(orders.discount_amount)') }} as discount_amount

    from periods
    inner join {{ ref('orders') }} as orders
        on
            periods.customer_id = orders.customer_id
            and periods.began_date <= orders.business_date
    where orders.is_counted
    group by periods.customer_id, periods.period

),

points as (

    select
        periods.customer_id,
        periods.period,
        {{ whole_sum("case when entries.entry_type = 'earn' then entries.points else 0 end") }} as points_earned,
        {{ whole_sum("case when entries.entry_type = 'redeem' then entries.points else 0 end") }} as points_redeemed

    from periods
    inner join {{ ref('int_points_identified') }} as entries
        on
            periods.customer_id = entries.customer_id
            and periods.began_date <= entries.business_date
    group by periods.customer_id, periods.period

)

select
    periods.customer_id,
    periods.period,
    coalesce(purchases.order_count, 0) as order_count,
    {{ money('coalesce(purchases.net_sales, 0)') }} as net_sales,
    {{ money('coalesce(purchases.discount_amount, 0)') }} as discount_amount,
    coalesce(points.points_earned, 0) as points_earned,
    coalesce(points.points_redeemed, 0) as points_redeemed

from periods
left join purchases
    on
        periods.customer_id = purchases.customer_id
        and periods.period = purchases.period
left join points
    on
        periods.customer_id = points.customer_id
        and periods.period = points.period
