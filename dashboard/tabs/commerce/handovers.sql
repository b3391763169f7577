-- How are orders handed over, and do people come back after it?
select
    fulfilment,
    delivery_choice,
    sum(order_count) as order_count,
    sum(order_count) / cast(sum(sum(order_count)) over () as double) as share,
    sum(net_sales) as net_sales,
    sum(refund_amount) / cast(nullif(sum(gross_sales), 0) as double) as refunded_share,
    sum(coupon_redeemed_order_count) as coupon_redeemed_order_count,
    sum(matured_order_count) as matured_order_count,
    sum(reordered_order_count) / cast(nullif(sum(matured_order_count), 0) as double) as reorder_rate
from marts.fulfilment_flows
where month > $last_month - to_months(cast($months as integer)) and month <= $last_month
group by fulfilment, delivery_choice
order by order_count desc, fulfilment asc, delivery_choice asc
limit $ways
