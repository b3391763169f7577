-- The month's advertising spend by channel (numerator), and each first counted order of a customer (denominator).
select distinct
    channel,
    null as order_id,
    null as customer_id,
    spend as numerator,
    0 as denominator
from marts.channel_attribution
where month = $month and spend > 0

union all

select
    null as channel,
    order_id,
    customer_id,
    0 as numerator,
    1 as denominator
from marts.orders
where is_first_order and date_trunc('month', business_date) = $month
order by channel, order_id
