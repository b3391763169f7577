-- How much do we sell in each prefecture (state, region) each month, and how much of it comes back?
--
-- One row per country, region and month of counted orders; refunds are booked in the month of their order. Guests and
-- customers without an address stand under 'unknown', so that a month adds up to all counted orders.
select
    cast(date_trunc('month', orders.business_date) as date) as order_month,
    coalesce(customers.country, 'unknown') as country,
    coalesce(customers.region, 'unknown') as region,
    count(*) as order_count,
    sum(orders.net_sales) as net_sales,
    sum(orders.refund_amount) as refund_amount,
    cast(sum(orders.refund_amount) as double precision)
    / nullif(cast(sum(orders.net_sales + orders.refund_amount) as double precision), 0) as refund_share

from {{ ref('orders') }} as orders
left join {{ ref('customers') }} as customers
    on orders.customer_id = customers.customer_id
where orders.is_counted
group by
    cast(date_trunc('month', orders.business_date) as date),
    coalesce(customers.country, 'unknown'),
    coalesce(customers.region, 'unknown')
order by order_month asc, net_sales desc, country asc, region asc
