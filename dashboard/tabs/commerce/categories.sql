-- What each category of the catalogue sold, all counted orders together, most first.
select
    coalesce(category, 'unknown') as category,
    count(distinct order_id) as order_count,
    sum(net_sales) as net_sales,
    sum(net_sales) / nullif(sum(sum(net_sales)) over (), 0) as share,
    sum(margin) as margin,
    sum(refund_amount) / nullif(cast(sum(gross_sales - discount_amount) as double), 0) as refunded_share
from marts.order_lines
where is_counted
group by coalesce(category, 'unknown')
order by net_sales desc, category asc
limit $categories
