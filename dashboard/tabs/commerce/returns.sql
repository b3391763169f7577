-- Where do goods come back that were ordered somewhere?
select
    order_channel,
    refund_channel,
    sum(order_count) as order_count,
    sum(refund_amount) as refund_amount,
    sum(reordered_order_count) / cast(nullif(sum(matured_order_count), 0) as double) as reorder_rate
from marts.fulfilment_flows
where
    refund_channel != 'none'
    and month > $last_month - to_months(cast($months as integer))
    and month <= $last_month
group by order_channel, refund_channel
order by order_count desc, order_channel asc, refund_channel asc
limit $ways
