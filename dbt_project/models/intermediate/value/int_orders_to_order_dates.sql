select
    customer_id,
    business_date,
    count(*) as order_count,
    sum(gross_sales) as gross_sales,
    sum(discount_amount) as discount_amount,
    sum(net_sales) as net_sales,
    sum(margin) as margin

from {{ ref('orders') }}
where is_counted and customer_id is not null
group by customer_id, business_date
