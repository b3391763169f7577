-- How many orders, and how much, does each category and brand bring?
--
-- One row per category and brand of counted orders. An order with products of several brands counts for each of them;
-- money adds up to all counted orders, for every line has its own share of discounts and refunds.
select
    coalesce(products.category, 'unknown') as category,
    coalesce(products.brand, 'unknown') as brand,
    count(distinct order_lines.order_id) as order_count,
    count(distinct order_lines.customer_id) as customer_count,
    sum(order_lines.quantity - order_lines.refunded_quantity) as quantity,
    sum(order_lines.net_sales) as net_sales,
    sum(order_lines.refund_amount) as refund_amount,
    sum(order_lines.margin) as margin

from {{ ref('order_lines') }} as order_lines
left join {{ ref('products') }} as products
    on order_lines.product_id = products.product_id
where order_lines.is_counted
group by coalesce(products.category, 'unknown'), coalesce(products.brand, 'unknown')
order by net_sales desc, category asc, brand asc
