-- What each subscription costs a month now, and its plan: the dearest of its items. An item without
-- a price (tiers) or a quantity (metered) makes the amount unknown.
with items as (
    select
        item.subscription_id,
        upper(price.currency) as currency,
        coalesce(price.nickname, product.name, price.product_id, price.id) as plan,
        minor_units(coalesce(price.unit_amount, price.unit_amount_decimal), price.currency)
        * item.quantity
        / (
            coalesce(price.interval_count, 1)
            * case lower(price.interval)
                when 'year' then 12
                when 'week' then 12 / 52.0
                when 'day' then 12 / 365.0
                else 1
            end
        ) as monthly_amount
    from src.item as item
    left join src.price as price on item.price_id = price.id
    left join src.product as product on price.product_id = product.id
    where not item._deleted
)

select
    subscription_id,
    min(currency) as currency,
    arg_max(plan, (coalesce(monthly_amount, 0), plan)) as plan,
    case when count(monthly_amount) = count(*) then sum(monthly_amount) end as monthly_amount
from items
group by subscription_id
