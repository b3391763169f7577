select
    orders.customer_id,
    days.snapshot_date,
    sum(orders.order_count) as order_count,
    sum(coalesce(orders.margin, 0)) as margin,
    {{ ratio('sum(orders.discount_amount)', 'sum(orders.gross_sales)') }} as discount_share

from {{ ref('int_orders_to_order_dates') }} as orders
inner join {{ ref('int_snapshots_to_days') }} as days
    on orders.business_date = days.business_date
inner join {{ ref('int_snapshots_dated') }} as snapshots
    on
        days.snapshot_date = snapshots.snapshot_date
        and snapshots.churn_role is not null
group by orders.customer_id, days.snapshot_date
