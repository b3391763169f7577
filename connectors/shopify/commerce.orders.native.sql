-- What was ordered, by whom, where and when? The buyer is looked up by the e-mail address.
with buyers as (
    select
        lower(email) as email,
        min(ltrim(id, '''')) as id
    from src.customers_export
    where email is not null
    group by lower(email)
)

select
    orders._row,
    orders.reason as left_out,
    orders.id as order_id,
    buyers.id as customer_record_id,
    orders.email,
    orders.created_at as ordered_at,
    states.channel,
    states.status,
    orders.currency,
    orders.discount_amount,
    orders.shipping as shipping_amount,
    orders.taxes as tax_amount,
    orders.discount_code as coupon_code
from src.orders as orders
left join src.states as states on orders.id = states.id
left join buyers on lower(orders.email) = buyers.email
