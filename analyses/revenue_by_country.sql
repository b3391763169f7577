-- How much do we sell in each country each month?
--
-- One row per month and country of counted orders; guests and customers without a country stand under 'unknown'.
select
    cast(date_trunc('month', orders.business_date) as date) as order_month,
    coalesce(customers.country, 'unknown') as country,
    count(*) as order_count,
    sum(orders.net_sales) as net_sales,
    sum(orders.margin) as margin

from {{ ref('orders') }} as orders
left join {{ ref('customers') }} as customers
    on orders.customer_id = customers.customer_id
where orders.is_counted
group by cast(date_trunc('month', orders.business_date) as date), coalesce(customers.country, 'unknown')
order by order_month asc, net_sales desc, country asc
